import { dirname, join } from 'node:path';
import type { Host } from '../../host.ts';

/** Returns the top folder of a folder's repository; null outside of one. */
export function findRepositoryTop(files: Host['files'], folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    // In a linked worktree, `.git` is a file.
    if (files.isFolder(join(at, '.git')) || files.isFile(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
}
