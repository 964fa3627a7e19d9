import { join } from 'node:path';
import type { Host } from 'perf-harness';
import type { SessionPaths } from './layout.ts';

/**
 * Makes the folders of a session (TEAM-16), in a folder of all sessions that ignores itself, so that no
 * repository has to know about it.
 */
export function prepareFolder({ files }: Host, { all, folders }: SessionPaths): void {
  const ignore = join(all, '.gitignore');
  if (!files.isFile(ignore)) files.writeAtomic(ignore, '*\n');
  for (const folder of folders) files.makeFolder(folder);
}
