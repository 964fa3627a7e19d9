import { PYTHON_GRAMMAR } from '../../harness/host/python-grammar.ts';
import { SWC } from '../../harness/loader/transformer/find-transformer.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';
import { CLINIC, ZERO_X } from '../../profilers/package-tools.ts';

/** The tools that can be installed, in the version that the tests run with. */
export const INSTALLABLE = {
  // As pinned in tools/k6/go.mod.
  k6: '2.2.0',
  'playwright-core': '1.65.1',
  lighthouse: '13.5.0',
  '0x': ZERO_X.version,
  clinic: CLINIC.version,
  [SWC]: '1.16.22',
  [PYTHON_GRAMMAR]: '0.0.6',
} as const;
type InstallableTool = keyof typeof INSTALLABLE;

/** Where k6 comes from; `any`: the release, and where that cannot be had, the source. */
export type InstallSource = 'any' | 'release' | 'source';

/** A tool, with a version such as `k6@2.2.0` if need be. @throws UserError for anything else. */
export function readTool(text: string): {
  readonly tool: InstallableTool;
  readonly version: string;
} {
  const [, name, version] =
    /^((?:@[a-z0-9-]+\/)?[a-z0-9-]+)(?:@v?(\d+\.\d+\.\d+))?$/.exec(text) ?? [];
  const tools = Object.keys(INSTALLABLE) as InstallableTool[];
  const tool = tools.find((known) => known === name);
  if (tool !== undefined) return { tool, version: version ?? INSTALLABLE[tool] };
  throw badOption(
    `--install takes ${tools.join(', ')}, with a version such as k6@${INSTALLABLE.k6} if need be; found "${text}".`,
  );
}
