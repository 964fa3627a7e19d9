import { join, posix } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { readEntryKind } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import type { InstallerOutput } from './installer-error.ts';
import { asRecord } from './lockfile-graph.ts';
import { readNpmLockfileGraph } from './npm-lockfile-graph.ts';

/** pnpm's and every Yarn's message on optional packages not built; npm and bun print none. */
const OPTIONAL_FAILED =
  /^.*(?:\(skipped as optional\)|install script for optional dependency|YN0009: .*couldn't be built).*$/mu;

/**
 * Lists optional packages that a manager skipped, except those of other platforms; null if there
 * are none. @param top - Top of the tree.
 */
export function listSkippedOptionalPackages(
  host: Host,
  top: string,
  root: InstallRoot,
  { stdout, stderr }: InstallerOutput,
): string | null {
  if (root.manager !== 'npm') {
    return (
      OPTIONAL_FAILED.exec(stripVTControlCharacters(`${stdout}\n${stderr}`))?.[0].trim() ?? null
    );
  }
  const folder = join(top, root.folder);
  const text = root.lockfile === null ? null : host.files.read(join(folder, root.lockfile));
  const names = text === null ? [] : missingFrom(host, folder, text, root);
  return names.length === 0 ? null : names.join(', ');
}

function missingFrom(
  host: Host,
  folder: string,
  text: string,
  root: InstallRoot,
): readonly string[] {
  const members = root.packages.map((packageFolder) => posix.relative(root.folder, packageFolder));
  try {
    const graph = readNpmLockfileGraph(text, members);
    const isExpected = (key: string): boolean => isForHere(host, asRecord(graph.entry(key)));
    const asked = graph.asks.flatMap(({ key }) => key ?? []);
    const expected = new Set(asked.filter(isExpected));
    for (const key of expected) {
      for (const next of graph.edges(key)) if (isExpected(next)) expected.add(next);
    }
    return [...expected]
      .filter((key) => readEntryKind(join(folder, key)) === null)
      .map((key) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length));
  } catch {
    // npm itself could read the lockfile, so an unknown version is not an error.
    return [];
  }
}

/** True if npm installs a package on this platform; the C library is not considered. */
function isForHere(host: Host, { os, cpu, libc }: Readonly<Record<string, unknown>>): boolean {
  const { arch } = host.system.machine();
  return libc === undefined && allows(os, host.platform.nodeName) && allows(cpu, arch);
}

/** True if a manifest's `os` or `cpu` permits a name: lists names, or excludes them by `!`. */
function allows(field: unknown, name: string): boolean {
  const said = [field ?? []].flat();
  if (said.includes(`!${name}`)) return false;
  const wanted = said.filter((platformName) => !String(platformName).startsWith('!'));
  return wanted.length === 0 || wanted.includes(name) || wanted.includes('any');
}
