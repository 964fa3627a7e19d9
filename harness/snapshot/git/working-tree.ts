import { basename, join } from 'node:path';
import { kindOf, listTree, realPath } from '../../host/trees.ts';
import type { Host } from '../../host.ts';
import { findRepository } from './repository.ts';
import { runGit, splitNames } from './run-git.ts';

/** Where perf-harness keeps what it has measured; it is no part of what is measured. */
const OWN_STATE = '.perf-harness';
/** Folders that are never part of a snapshot, in whatever folder they stand. */
const LEFT_OUT = new Set(['.git', 'node_modules', OWN_STATE]);

/** Whether a relative path leads into a folder that perf-harness keeps its records in. */
export function isOwnState(path: string): boolean {
  return path.split('/').includes(OWN_STATE);
}

/** Files of a folder that is taken as it is, relative to it. */
export function listFolder(folder: string): readonly string[] {
  return listTree(folder, (name) => LEFT_OUT.has(name));
}

/**
 * Files of a repository's working tree, relative to its top: what is committed, changed or not yet
 * added, and what is not ignored. Repositories inside it, submodules or not, are listed the same way.
 */
export async function listWorkingTree(
  host: Host,
  top: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listing = await runGit(host, args, { cwd: top, signal });
  const names = splitNames(listing).filter((name) => !isOwnState(name));
  const found: string[] = [];
  for (const name of new Set(names)) {
    const path = name.endsWith('/') ? name.slice(0, -1) : name;
    const kind = kindOf(join(top, path));
    if (kind === 'link' && (await isInstalledLink(host, top, path, signal))) continue;
    // What was deleted is still in the index.
    if (kind === 'file' || kind === 'link') found.push(path);
    if (kind !== 'folder') continue;
    const inner = await innerRepository(host, join(top, path), signal);
    if (inner === null) continue;
    for (const file of await listWorkingTree(host, inner, signal)) found.push(`${path}/${file}`);
  }
  return found;
}

/** A link to installed packages: to git it is a file, which `node_modules/` does not ignore. */
async function isInstalledLink(
  host: Host,
  top: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (basename(path) !== 'node_modules') return false;
  const args = ['ls-files', '-z', '--cached', '--', `:(literal)${path}`];
  return (await runGit(host, args, { cwd: top, signal })) === '';
}

/** A submodule that was never fetched is an empty folder of the outer repository. */
async function innerRepository(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (kindOf(join(folder, '.git')) === null) return null;
  const top = (await findRepository(host, folder, signal))?.top ?? null;
  // What was left of fetching it may be no repository, and then git finds the outer one.
  return top === realPath(folder) ? top : null;
}
