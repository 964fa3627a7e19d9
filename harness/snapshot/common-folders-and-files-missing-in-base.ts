import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyTree, readEntryKind, resolveRealPath } from '../host/folder-tree-operations.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { dependencyNames, readManifest } from '../packages/package-manifest.ts';

/** Folders of globally installed packages, relative to the prefix of Node.js; Debian's last. */
const OF_NODE = [join('lib', 'node_modules'), join('share', 'nodejs')];
/** Same on Windows, relative to the folder of Node.js or of the user. */
const IN_WINDOWS = 'node_modules';

/** Sections of dependencies installed for use at run time. */
const AT_RUN_TIME = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** Equal on both sides: perf-harness, its packages, package managers of Node.js or Corepack. */
export function listCommonFolders(host: Host): readonly string[] {
  const own = packageRoot(host, dirname(fileURLToPath(import.meta.url)));
  const found = new Set<string>();
  collect(host, own, found);
  const { execPath } = host.system;
  const programs = [dirname(resolveRealPath(execPath) ?? execPath), dirname(execPath)];
  programs.push(...(host.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''));
  for (const folder of programs) {
    for (const place of OF_NODE) found.add(join(dirname(folder), place));
  }
  found.add(join(dirname(execPath), IN_WINDOWS));
  const { COREPACK_HOME, XDG_CACHE_HOME, HOME = '', LOCALAPPDATA, APPDATA } = host.env;
  if (APPDATA !== undefined) found.add(join(APPDATA, 'npm', IN_WINDOWS));
  const caches = XDG_CACHE_HOME ?? LOCALAPPDATA ?? join(HOME, '.cache');
  found.add(COREPACK_HOME ?? join(caches, 'node', 'corepack'));
  return [...found];
}

/** The nearest folder above that has a package.json, wherever compiling has put this module. */
function packageRoot(host: Host, start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (host.files.isFile(join(folder, 'package.json')) || dirname(folder) === folder) {
      return resolveRealPath(folder) ?? folder;
    }
  }
}

function collect(host: Host, folder: string, found: Set<string>): void {
  if (found.has(folder)) return;
  found.add(folder);
  for (const name of dependencyNames(readManifest(host.files, folder), AT_RUN_TIME)) {
    const place = findPackage(host, folder, name);
    if (place !== null) collect(host, place, found);
  }
}

/** Returns where Node.js would find a package from a folder; null if there is none. */
function findPackage(host: Host, start: string, name: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    const isHere = !folder.endsWith(`${sep}node_modules`) && host.files.isFolder(place);
    if (isHere) return resolveRealPath(place) ?? place;
    if (dirname(folder) === folder) return null;
  }
}

/** Files to carry over, and the folders of the project between which they are copied. */
interface Carry {
  readonly projectRoot: string;
  readonly head: string;
  readonly base: string;
  /** Name of the base in reports. */
  readonly label: string;
  /** Absolute; they need not be files, nor be there. */
  readonly paths: readonly string[];
  /** Files, folders or globs, from the project's folder. */
  readonly places: readonly string[];
}

/** Copies to the base files that scenarios or configuration name and it lacks; its own stay. */
export async function copyMissingFilesToBase(
  host: Host,
  { projectRoot, head, base, label, paths, places }: Carry,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (!host.files.isFolder(base)) return [];
  const root = resolveRealPath(projectRoot) ?? projectRoot;
  const inside = paths.map(
    (path) => relativePathInside(root, path) ?? relativePathInside(projectRoot, path),
  );
  const placed = places.flatMap((place) => host.files.named(place, head, '**/*'));
  const wanted = [...inside, ...placed.map((path) => relativePathInside(head, path))];
  const lacking = [...new Set(wanted)].filter(
    (path) =>
      path !== null &&
      readEntryKind(join(head, path)) === 'file' &&
      readEntryKind(join(base, path)) === null,
  ) as readonly string[];
  if (lacking.length === 0) return [];
  for (const path of lacking) host.files.makeFolder(dirname(join(base, path)));
  await copyTree(head, base, lacking, signal);
  const it = lacking.length === 1 ? 'it' : 'them';
  return [
    {
      id: 'files-carried',
      level: 'warning',
      message: `${label} does not contain ${lacking.join(', ')}, which a scenario or \`carry\` lists; the version from the head is used in ${lacking.length === 1 ? 'its' : 'their'} place.`,
      remedy: `Compare with a commit that contains ${it} to measure ${it} as ${lacking.length === 1 ? 'it was' : 'they were'} in that commit.`,
    },
  ];
}
