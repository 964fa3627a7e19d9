import { programOnPath } from '../../host/program-on-path.ts';
import { type ToolSearchResult, toolNotFound } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';
import { isVersionAtLeast } from '../../model/value/is-version-at-least.ts';

/** Lowest version known to run Node.js 24 and 26; Debian 11 has a newer version. */
export const VALGRIND_MIN_VERSION = '3.15';
/** Installation commands, on one line. */
export const VALGRIND_INSTALL =
  'apt-get install valgrind, dnf install valgrind, or apk add valgrind; Linux only';

const PROBE_TIMEOUT_MS = 10_000;

export interface Valgrind {
  /** Absolute paths. `vgdb` talks with a program that runs under valgrind. */
  readonly valgrind: string;
  readonly vgdb: string;
  readonly version: string;
}

/** Searches the folders of PATH for valgrind, on platforms where it can count. */
export async function findValgrind(host: Host): Promise<ToolSearchResult<Valgrind>> {
  const { lacks, title } = host.platform;
  if (lacks.some(({ id }) => id === 'instructions')) return foreign(title);
  const [valgrind, vgdb] = [programOnPath(host, 'valgrind'), programOnPath(host, 'vgdb')];
  if (valgrind === null || vgdb === null) {
    const name = valgrind === null ? 'valgrind' : 'vgdb, which is part of valgrind,';
    return notFound('tool-missing', `${name} is not on PATH`);
  }
  const { stdout, stderr } = await host.processes.exec({
    file: valgrind,
    args: ['--version'],
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const version = /valgrind-(\d+(?:\.\d+)+)/.exec(stdout)?.[1];
  if (version === undefined) {
    const said = `${stdout}${stderr}`.trim().split('\n')[0] ?? '';
    return notFound('tool-missing', `${valgrind} does not report its version: ${said}`);
  }
  if (!isVersionAtLeast(version, VALGRIND_MIN_VERSION)) {
    const message = `${valgrind} is version ${version}, but ${VALGRIND_MIN_VERSION} is required`;
    return notFound('tool-version', message);
  }
  return { type: 'found', tool: { valgrind, vgdb, version } };
}

function foreign(title: string): ToolSearchResult<Valgrind> {
  return toolNotFound('tool-missing', {
    metric: 'instructions',
    message: `Counting instructions requires valgrind, which runs only on Linux, but this is ${title}.`,
    remedy: 'Measure on Linux, or remove the instructions metric from the scenario.',
  });
}

function notFound(id: 'tool-missing' | 'tool-version', what: string): ToolSearchResult<Valgrind> {
  return toolNotFound(id, {
    metric: 'instructions',
    message: `Counting instructions requires valgrind: ${what}.`,
    remedy: `Install valgrind (${VALGRIND_INSTALL}), or remove the instructions metric from the scenario.`,
  });
}
