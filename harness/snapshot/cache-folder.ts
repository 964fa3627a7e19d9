import { join } from 'node:path';

/** Where each command has a folder for its snapshots. */
export function snapshotsFolder(cache: string): string {
  return join(cache, 'snapshots');
}

/** Where dependencies are, a folder for each set of them. */
export function dependenciesFolder(cache: string): string {
  return join(cache, 'dependencies');
}

/** Where each run of the improvement loop has a folder for its worktrees. */
export function worktreesFolder(cache: string): string {
  return join(cache, 'worktrees');
}

/** Where Node.js of other versions are, a folder for each. */
export function nodesFolder(cache: string): string {
  return join(cache, 'node');
}
