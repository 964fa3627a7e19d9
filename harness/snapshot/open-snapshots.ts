import { join } from 'node:path';
import { createOwnedName, isAbandoned } from '../host/process-owned-name.ts';
import { readChangeTime, listEntries, resolveRealPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import { dependenciesFolder, nodesFolder, snapshotsFolder } from './cache-subfolders.ts';
import { makeSnapshots } from './make-snapshots.ts';
import type { SnapshotRequest } from './side-request.ts';
import type { Snapshots } from './snapshots.ts';

/**
 * Makes both sides of a live comparison under the cache folder, in a folder of this command's own.
 * What killed commands left there is removed first. Nothing is written into the user's repository.
 * @throws UserError where a side does not exist or the disk is full, the signal's reason where that
 * aborts; nothing is left then. That a side cannot be installed or built is a finding of it.
 */
export async function openSnapshots(host: Host, request: SnapshotRequest): Promise<Snapshots> {
  removeAbandonedSnapshots(host, request.cacheFolder);
  const folder = join(snapshotsFolder(request.cacheFolder), createOwnedName(host));
  // A folder that cannot be removed now is left to the next command; it should not cost a verdict.
  const remove = (): void => void host.files.removeIfAllowed(folder);
  try {
    host.files.makeFolder(folder);
    // Node.js names the files that it loads with all links resolved.
    return { ...(await makeSnapshots(host, request, resolveRealPath(folder) ?? folder)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Removes killed commands' snapshots, unfinished dependencies and Node.js from the cache. @returns
 * Removed folders.
 */
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
