import { join } from 'node:path';
import { listEntries, readChangeTime, resolveRealPath } from '../host/folder-tree-operations.ts';
import {
  createProcessOwnedName,
  isAbandoned,
} from '../host/temporary-folder-name-with-owner-process.ts';
import type { Host } from '../host.ts';
import type { SnapshotRequest } from './base-and-head-snapshot-request.ts';
import type { Snapshots } from './base-and-head-snapshots.ts';
import { makeBaseAndHeadSnapshots } from './make-base-and-head-snapshots.ts';
import { dependenciesFolder, nodesFolder, snapshotsFolder } from './worktree-folders.ts';

/**
 * Creates both sides of a live comparison in a folder of this command within the cache folder,
 * after removing what killed commands left there. The user's repository is never written to.
 * @throws UserError if a side does not exist or the disk is full, or the signal's reason if it
 * aborts; nothing is left then. Failed installations and builds are findings of the side.
 */
export async function openBaseAndHeadSnapshots(
  host: Host,
  request: SnapshotRequest,
): Promise<Snapshots> {
  removeAbandonedSnapshots(host, request.cacheFolder);
  const folder = join(snapshotsFolder(request.cacheFolder), createProcessOwnedName(host));
  // A folder that cannot be removed now is left to the next command, and costs no verdict.
  const remove = (): void => void host.files.removeIfAllowed(folder);
  try {
    host.files.makeFolder(folder);
    // Links are resolved, as in the names of files that Node.js loads.
    return {
      ...(await makeBaseAndHeadSnapshots(host, request, resolveRealPath(folder) ?? folder)),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Removes what killed commands left in the cache. @returns Removed folders. */
export function removeAbandonedSnapshots(host: Host, cacheFolder: string): readonly string[] {
  const removed: string[] = [];
  for (const folderOf of [snapshotsFolder, dependenciesFolder, nodesFolder]) {
    const parent = folderOf(cacheFolder);
    for (const { name } of listEntries(parent)) {
      const path = join(parent, name);
      if (!isAbandoned(host, name, readChangeTime(path))) continue;
      if (host.files.removeIfAllowed(path)) removed.push(path);
    }
  }
  return removed;
}
