import { join } from 'node:path';
import { cacheFolder } from '../host/cache-folder.ts';
import { isAbandoned, ownerName } from '../host/owner-name.ts';
import { changedAt, entriesOf, realPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import { worktreesFolder } from './cache-folder.ts';

/** Makes a cache folder for worktrees of a run, named after its owner. Links are resolved. */
export function claimWorktreeFolder(host: Host): string {
  const folder = join(worktreesFolder(cacheFolder(host)), ownerName(host));
  host.files.makeFolder(folder);
  return realPath(folder) ?? folder;
}

/** Folders of runs that were killed, links resolved. */
export function abandonedWorktreeFolders(host: Host): readonly string[] {
  const parent = worktreesFolder(cacheFolder(host));
  return entriesOf(parent).flatMap(({ name }) => {
    const path = join(parent, name);
    return isAbandoned(host, name, changedAt(path)) ? [realPath(path) ?? path] : [];
  });
}
