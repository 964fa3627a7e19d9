import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyTree, readEntryKind, resolveRealPath } from '../host/folder-tree-operations.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { dependencyNames, readManifest } from '../packages/package-manifest.ts';

/** Folders of global packages, relative to the prefix of Node.js; the last one is Debian's. */
const GLOBAL_PACKAGE_FOLDERS = [join('lib', 'node_modules'), join('share', 'nodejs')];
/** Folder of global packages on Windows, relative to that of Node.js or of the user's npm. */
const WINDOWS_GLOBAL_PACKAGE_FOLDER = 'node_modules';

/** Sections of a manifest with dependencies at run time. */
const RUNTIME_DEPENDENCY_SECTIONS = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** Lists folders that both sides may load from: those of perf-harness and of package managers. */
export function listCommonFolders(host: Host): readonly string[] {
  const harnessFolder = packageRoot(host, dirname(fileURLToPath(import.meta.url)));
  const found = new Set<string>();
  collectDependencyFolders(host, harnessFolder, found);
  const { execPath } = host.system;
  const programs = [dirname(resolveRealPath(execPath) ?? execPath), dirname(execPath)];
  programs.push(...(host.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''));
  for (const folder of programs) {
    for (const packages of GLOBAL_PACKAGE_FOLDERS) found.add(join(dirname(folder), packages));
  }
  found.add(join(dirname(execPath), WINDOWS_GLOBAL_PACKAGE_FOLDER));
  const { COREPACK_HOME, APPDATA } = host.env;
  if (APPDATA !== undefined) found.add(join(APPDATA, 'npm', WINDOWS_GLOBAL_PACKAGE_FOLDER));
  found.add(COREPACK_HOME ?? join(cachesFolder(host), 'node', 'corepack'));
  return [...found];
}

/**
 * True for what a tool keeps in the user's cache folder, such as the flags of this V8. The project
 * does not lie there; worktrees and snapshots may, below the cache folder of perf-harness.
 */
export function isCachedDataOfTool(host: Host, path: string, ownCache: string): boolean {
  const isInside = (folder: string): boolean => relativePathInside(folder, path) !== null;
  return path.endsWith('.json') && isInside(cachesFolder(host)) && !isInside(ownCache);
}

function cachesFolder({ env: { XDG_CACHE_HOME, HOME = '', LOCALAPPDATA } }: Host): string {
  return XDG_CACHE_HOME ?? LOCALAPPDATA ?? join(HOME, '.cache');
}

/** Returns the nearest folder with a package.json; compiled modules are in another folder. */
function packageRoot(host: Host, start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (host.files.isFile(join(folder, 'package.json')) || dirname(folder) === folder) {
      return resolveRealPath(folder) ?? folder;
    }
  }
}

function collectDependencyFolders(host: Host, folder: string, found: Set<string>): void {
  if (found.has(folder)) return;
  found.add(folder);
  for (const name of dependencyNames(
    readManifest(host.files, folder),
    RUNTIME_DEPENDENCY_SECTIONS,
  )) {
    const dependency = findPackage(host, folder, name);
    if (dependency !== null) collectDependencyFolders(host, dependency, found);
  }
}

/** Returns where Node.js would find a package from a folder; null if there is none. */
function findPackage(host: Host, start: string, name: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    const isHere = !folder.endsWith(`${sep}node_modules`) && host.files.isFolder(candidate);
    if (isHere) return resolveRealPath(candidate) ?? candidate;
    if (dirname(folder) === folder) return null;
  }
}

/** Files to copy from head to base, and the folders of the project on both sides. */
interface CarryRequest {
  readonly projectRoot: string;
  readonly head: string;
  readonly base: string;
  /** Name of the base in reports. */
  readonly label: string;
  /** Absolute paths, which need not exist. */
  readonly paths: readonly string[];
  /** Files, folders or globs, relative to the project's folder. */
  readonly patterns: readonly string[];
}

/** Copies files that scenarios or configuration name to a base that lacks them. */
export async function copyMissingFilesToBase(
  host: Host,
  { projectRoot, head, base, label, paths, patterns }: CarryRequest,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (!host.files.isFolder(base)) return [];
  const root = resolveRealPath(projectRoot) ?? projectRoot;
  const inside = paths.map(
    (path) => relativePathInside(root, path) ?? relativePathInside(projectRoot, path),
  );
  const matching = patterns.flatMap((pattern) => host.files.named(pattern, head, '**/*'));
  const wanted = [...inside, ...matching.map((path) => relativePathInside(head, path))];
  const missing = [...new Set(wanted)].filter(
    (path) =>
      path !== null &&
      readEntryKind(join(head, path)) === 'file' &&
      readEntryKind(join(base, path)) === null,
  ) as readonly string[];
  if (missing.length === 0) return [];
  for (const path of missing) host.files.makeFolder(dirname(join(base, path)));
  await copyTree(head, base, missing, signal);
  const it = missing.length === 1 ? 'it' : 'them';
  return [
    {
      id: 'files-carried',
      level: 'warning',
      message: `${label} does not contain ${missing.join(', ')}, which a scenario or \`carry\` lists; the version from the head is used in ${missing.length === 1 ? 'its' : 'their'} place.`,
      remedy: `Compare with a commit that contains ${it} to measure ${it} as ${missing.length === 1 ? 'it was' : 'they were'} in that commit.`,
    },
  ];
}
