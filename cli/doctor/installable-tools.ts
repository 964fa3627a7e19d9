import { PYTHON_GRAMMAR } from '../../harness/host/find-tools-installed-by-doctor-command.ts';
import { SWC } from '../../harness/loader/transformer/find-transformer.ts';
import { optionError } from '../../harness/model/value/bad-option-error.ts';
import { CLINIC, ZERO_X } from '../../profilers/find-profiler-package.ts';

/** A tool that can be installed; all but k6 are packages of npm. */
export interface InstallableTool {
  /** Name of the package, which is also that of the tool. */
  readonly name: string;
  /** At the beginning of a sentence: `Lighthouse`. */
  readonly title: string;
  /** Version that the tests run with, unless another is given. */
  readonly version: string;
}

/** Pinned in tools/k6/go.mod too. */
export const K6: InstallableTool = { name: 'k6', title: 'k6', version: '2.2.0' };
export const LIGHTHOUSE: InstallableTool = {
  name: 'lighthouse',
  title: 'Lighthouse',
  version: '13.5.0',
};

const TOOLS: readonly InstallableTool[] = [
  K6,
  { name: 'playwright-core', title: 'playwright-core', version: '1.65.1' },
  LIGHTHOUSE,
  { name: ZERO_X.name, title: '0x', version: ZERO_X.version },
  { name: CLINIC.name, title: 'clinic', version: CLINIC.version },
  { name: SWC, title: 'swc', version: '1.16.22' },
  { name: PYTHON_GRAMMAR, title: 'The Python grammar', version: '0.0.6' },
];

/** A tool, with a version such as `k6@2.2.0` if need be. @throws UserError for anything else. */
export function parseInstallableTool(text: string): InstallableTool {
  const [, name, version] =
    /^((?:@[a-z0-9-]+\/)?[a-z0-9-]+)(?:@v?(\d+\.\d+\.\d+))?$/.exec(text) ?? [];
  const tool = TOOLS.find((known) => known.name === name);
  if (tool !== undefined) return { ...tool, version: version ?? tool.version };
  throw optionError(
    `--install takes ${TOOLS.map((known) => known.name).join(', ')}, optionally with a version such as k6@${K6.version}; found "${text}".`,
  );
}
