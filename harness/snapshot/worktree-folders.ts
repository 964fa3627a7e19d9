import { join } from 'node:path';
import { listEntries, readChangeTime, resolveRealPath } from '../host/folder-tree-operations.ts';
import { resolveCacheFolder } from '../host/harness-cache-folder.ts';
import {
  createProcessOwnedName,
  isAbandoned,
} from '../host/temporary-folder-name-with-owner-process.ts';
import type { Host } from '../host.ts';

/** Creates a folder in the cache for worktrees of a run, named after its owner; links resolved. */
export function claimWorktreeFolder(host: Host): string {
  const folder = join(worktreesFolder(resolveCacheFolder(host)), createProcessOwnedName(host));
  host.files.makeFolder(folder);
  return resolveRealPath(folder) ?? folder;
}

/** Lists the folders of killed runs, links resolved. */
export function abandonedWorktreeFolders(host: Host): readonly string[] {
  const parent = worktreesFolder(resolveCacheFolder(host));
  return listEntries(parent).flatMap(({ name }) => {
    const path = join(parent, name);
    return isAbandoned(host, name, readChangeTime(path)) ? [resolveRealPath(path) ?? path] : [];
  });
}

export function snapshotsFolder(cache: string): string {
  return join(cache, 'snapshots');
}

export function dependenciesFolder(cache: string): string {
  return join(cache, 'dependencies');
}

/** Returns the folder in which each run of the improvement loop has a folder for its worktrees. */
export function worktreesFolder(cache: string): string {
  return join(cache, 'worktrees');
}

/** Returns the folder of other versions of Node.js, with a folder for each. */
export function nodesFolder(cache: string): string {
  return join(cache, 'node');
}
