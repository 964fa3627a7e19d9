import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { childModule } from '../../host/child-module.ts';
import type { Files } from '../../host/files.ts';

/** Where the preload finds the file that it counts into. */
const VARIABLE = 'PERF_HARNESS_ROUND_TRIPS';

/** Counts the outgoing HTTP requests of a program and of all its descendants that are Node.js. */
export interface RoundTrips {
  /** Goes into the environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Requests started so far, up to date at any moment, so that the requests of a stretch of time
   * are the difference of two readings. null while no Node.js process has begun to count.
   */
  readonly read: () => number | null;
}

/** What is said where `read` gave null to the end. */
export const NO_NODE_PROCESS =
  'no Node.js process took part, and only the requests of Node.js are counted';

/**
 * Prepares to count: each Node.js process loads a preload through `NODE_OPTIONS`, after what that
 * held before.
 * @param folder - One that exists until the last `read`; the count lies in it.
 * @param nodeOptions - `NODE_OPTIONS` as the program would have had it.
 */
export function countRoundTrips(
  files: Pick<Files, 'read'>,
  folder: string,
  nodeOptions: string | undefined,
): RoundTrips {
  const file = join(folder, 'round-trips');
  return {
    env: {
      [VARIABLE]: file,
      NODE_OPTIONS: [nodeOptions ?? '', preloadArgument()].join(' ').trim(),
    },
    read: () => files.read(file)?.length ?? null,
  };
}

/** A URL has neither blanks nor quotes, which `NODE_OPTIONS` would take as its own. */
function preloadArgument(): string {
  return `--import=${pathToFileURL(childModule(import.meta.url, './round-trips-preload')).href}`;
}
