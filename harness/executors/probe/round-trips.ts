import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { NO_NODE_PROCESS, type ProcessCount, withPreload } from './process-count.ts';

/** Where the preload finds the file that it counts into. */
const VARIABLE = 'PERF_HARNESS_ROUND_TRIPS';

/**
 * Prepares to count the outgoing HTTP requests of a program: each Node.js process loads a preload.
 * @param folder - One that exists until the last `read`; the count lies in it.
 * @param nodeOptions - `NODE_OPTIONS` as the program would have had it.
 */
export function countRoundTrips(
  files: Pick<Files, 'read'>,
  folder: string,
  nodeOptions: string | undefined,
): ProcessCount {
  const file = join(folder, 'round-trips');
  return {
    env: { [VARIABLE]: file, NODE_OPTIONS: withPreload(nodeOptions, 'round-trips-preload') },
    read: () => files.read(file)?.length ?? null,
    missing: () => NO_NODE_PROCESS,
  };
}
