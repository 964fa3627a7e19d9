import { join } from 'node:path';

/** Returns the folder in which each command has a folder for its snapshots. */
export function snapshotsFolder(cache: string): string {
  return join(cache, 'snapshots');
}

/** Returns the folder of dependencies, with a folder for each set of them. */
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
