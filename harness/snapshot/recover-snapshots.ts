import { join } from 'node:path';
import { isAbandoned } from '../host/owner-name.ts';
import { changedAt, entriesOf } from '../host/trees.ts';
import type { Host } from '../host.ts';
import { dependenciesFolder, nodesFolder, snapshotsFolder } from './cache-folder.ts';

/**
 * Removes what commands that were killed have left in the cache folder: snapshots, and dependencies
 * and Node.js that were not installed to the end. What belongs to a living process is left alone.
 * @returns Folders that were removed.
 */
export function recoverSnapshots(host: Host, cacheFolder: string): readonly string[] {
  const removed: string[] = [];
  for (const folderOf of [snapshotsFolder, dependenciesFolder, nodesFolder]) {
    const parent = folderOf(cacheFolder);
    for (const { name } of entriesOf(parent)) {
      const path = join(parent, name);
      if (!isAbandoned(host, name, changedAt(path))) continue;
      if (host.files.removeIfAllowed(path)) removed.push(path);
    }
  }
  return removed;
}
