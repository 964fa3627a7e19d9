import { join } from 'node:path';
import type { Host } from '../host.ts';

/**
 * Where snapshots and installed dependencies are kept. It lies outside of every project: from a
 * folder inside one, Node.js would find the project's own packages and settings further up.
 */
export function snapshotCacheFolder(host: Host): string {
  const { PERF_HARNESS_CACHE: own, XDG_CACHE_HOME: shared, HOME: home } = host.env;
  if (own !== undefined && own !== '') return own;
  if (shared !== undefined && shared !== '') return join(shared, 'perf-harness');
  return join(home ?? host.temporaryFolder, '.cache', 'perf-harness');
}

/** Where each command has a folder for its snapshots. */
export function snapshotsFolder(cache: string): string {
  return join(cache, 'snapshots');
}

/** Where dependencies are, a folder for each set of them. */
export function dependenciesFolder(cache: string): string {
  return join(cache, 'dependencies');
}
