import { join } from 'node:path';
import { changedAt } from '../../harness/host/trees.ts';
import type { Host } from '../../harness/host.ts';

/** Projects that something is kept of: facts take ten kilobytes a file. */
const MOST_PROJECTS = 20;

/** Folders come and go, above all those of jobs in CI: of what a folder keeps, what was used last stays. */
export function forgetOldest({ files }: Host, folder: string): void {
  const all = files.list(folder).map((name) => join(folder, name));
  const newest = all.sort((one, other) => changedAt(other) - changedAt(one));
  for (const path of newest.slice(MOST_PROJECTS)) files.removeIfAllowed(path);
}
