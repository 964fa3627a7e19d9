import { dirname, join, relative, resolve, sep } from 'node:path';
import {
  copyTree,
  createLink,
  listEntries,
  readEntryKind,
  readLink,
  resolveRealPath,
} from '../../host/folder-tree-operations.ts';
import { relativePathInside } from '../../host/relative-path-inside.ts';

export interface DependencyLinks {
  /** Folder in which they were installed, links resolved; also has its workspace's packages. */
  readonly from: string;
  /** Top of the tree that gets them. */
  readonly to: string;
  /** Relative folders that may have a `node_modules`; empty for the top itself. */
  readonly folders: readonly string[];
}

const MODULES = 'node_modules';
/** Folder in which pnpm stores the packages themselves; its scripts for programs lead there. */
const VIRTUAL_STORE = '.pnpm';
/** File without which yarn 2 and later start no program of the project. */
const STATE_OF_YARN = '.yarn-state.yml';

/**
 * Gives a tree its own `node_modules` folders, with a link for each package installed elsewhere.
 * Links to packages of the workspace lead into the tree itself, so that a side loads its own
 * packages. Dot folders of tools in `node_modules` are left out, since one side must not read what
 * the other writes there.
 * @returns Folders from which files are loaded through these links.
 */
export async function linkDependencies(
  links: DependencyLinks,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const allowed: string[] = [];
  for (const folder of links.folders) {
    signal.throwIfAborted();
    // It may be a link to the folder of another checkout.
    const source = resolveRealPath(join(links.from, folder, MODULES));
    const target = join(links.to, folder, MODULES);
    // A repository may contain its dependencies as files.
    if (source === null || readEntryKind(source) !== 'folder' || readEntryKind(target) !== null)
      continue;
    allowed.push(source);
    const from = resolve(dirname(source), relative(folder, ''));
    for (const name of listInstalledPackages(source)) {
      const place = { modules: source, from, to: links.to };
      const outside = linkPackage(place, join(source, name), join(target, name));
      if (outside !== null) allowed.push(outside);
    }
    const hasState = readEntryKind(join(source, STATE_OF_YARN)) === 'file';
    if (hasState) await copyTree(source, target, [STATE_OF_YARN], signal);
    await linkPrograms(join(source, '.bin'), join(target, '.bin'), signal);
  }
  return allowed;
}

/** Returns the names of installed packages in a folder, including pnpm's store. */
export function listInstalledPackages(modules: string): readonly string[] {
  return listEntries(modules).flatMap(({ name, kind }) => {
    if (name.startsWith('.')) return name === VIRTUAL_STORE ? [name] : [];
    if (!name.startsWith('@') || kind !== 'folder') return [name];
    return listEntries(join(modules, name)).map((inner) => `${name}/${inner.name}`);
  });
}

interface PackagePlace extends Pick<DependencyLinks, 'from' | 'to'> {
  /** The folder that it was found in, links resolved. */
  readonly modules: string;
}

/** @returns Folder of the package if it is neither next to the others nor in the workspace. */
function linkPackage(
  { modules, from, to }: PackagePlace,
  source: string,
  target: string,
): string | null {
  // If the workspace itself was not cached, its links are broken but still show their target.
  const isLink = readEntryKind(source) === 'link';
  const place =
    resolveRealPath(source) ?? (isLink ? resolve(dirname(source), readLink(source)) : source);
  const inside = relativePathInside(from, place);
  const isInstalled = relativePathInside(modules, place) !== null;
  if (!isInstalled && inside?.split(sep).includes(MODULES) === false) {
    const own = join(to, inside);
    if (readEntryKind(own) !== null) createLink(relative(dirname(target), own), target);
    return null;
  }
  if (readEntryKind(place) !== null) createLink(place, target);
  return inside === null && !isInstalled ? place : null;
}

/** Links packages' executables; these links are relative to `node_modules`, so copied unchanged. */
async function linkPrograms(source: string, target: string, signal: AbortSignal): Promise<void> {
  const scripts: string[] = [];
  for (const { name, kind } of listEntries(source)) {
    const path = join(source, name);
    // Package managers write shell scripts where they do not create links.
    if (kind === 'file') scripts.push(name);
    if (kind !== 'link') continue;
    const aim = readLink(path);
    const real = resolveRealPath(path);
    if (readEntryKind(resolve(target, aim)) !== null) createLink(aim, join(target, name));
    else if (real !== null) createLink(real, join(target, name));
  }
  await copyTree(source, target, scripts, signal);
}
