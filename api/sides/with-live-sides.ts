import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveSides } from '../../harness/live/live-context.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { openSnapshots } from '../../harness/snapshot/open-snapshots.ts';
import { type OpenExecutors, withExecutors } from '../measure/compose-run.ts';
import type { LiveComparisonOptions } from './live-comparison.ts';
import { liveSides, snapshotRequest } from './live-sides.ts';
import { sideRuntimes } from './side-runtimes.ts';

/** Two sides of a project on disk, and what measures them. */
export interface OpenSides extends OpenExecutors {
  readonly sides: LiveSides;
}

/**
 * Makes two sides of a project and hands them over. What was made is removed on every way out.
 * @throws UserError where a side cannot be had.
 */
export async function withLiveSides<T>(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  options: Pick<LiveComparisonOptions, 'sides' | 'signal' | 'onSnapshot'>,
  use: (open: OpenSides) => Promise<T>,
): Promise<T> {
  const cache = resolveCacheFolder(host);
  const made: { remove?: () => void } = {};
  try {
    return await withExecutors(host, scenarios, async (open) => {
      const runtimes = await sideRuntimes(host, options.sides, cache, options.signal);
      const request = snapshotRequest(config, scenarios, options, runtimes, cache);
      const snapshots = await openSnapshots(host, request);
      made.remove = snapshots.remove;
      const sides = liveSides(host, snapshots, open.environment, options, runtimes);
      return use({ ...open, sides });
    });
  } finally {
    // When nothing runs in them any more.
    made.remove?.();
  }
}
