import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveSides } from '../../harness/live-comparison/live-comparison-context.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { openBaseAndHeadSnapshots } from '../../harness/snapshot/create-base-and-head-snapshots-in-cache.ts';
import { type OpenExecutors, withExecutors } from '../measure/open-scenario-executors.ts';
import {
  buildSnapshotRequest,
  createLiveSides,
} from './base-and-head-snapshot-request-and-creation.ts';
import type { LiveComparisonOptions } from './live-comparison-options.ts';
import { resolveSideRuntimes } from './resolve-node-runtimes-for-base-and-head.ts';

/** Two sides of a project on disk, with the executors that measure them. */
export interface OpenLiveSides extends OpenExecutors {
  readonly sides: LiveSides;
}

/**
 * Creates two sides of a project and passes them to a callback. They are removed even if it throws.
 * @throws UserError if a side cannot be created.
 */
export async function withLiveSides<T>(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  options: Pick<LiveComparisonOptions, 'sides' | 'signal' | 'onSnapshot'>,
  use: (open: OpenLiveSides) => Promise<T>,
): Promise<T> {
  const cache = resolveCacheFolder(host);
  const made: { remove?: () => void } = {};
  try {
    return await withExecutors(host, scenarios, async (open) => {
      const runtimes = await resolveSideRuntimes(host, options.sides, cache, options.signal);
      const request = buildSnapshotRequest(config, scenarios, options, runtimes, cache);
      const snapshots = await openBaseAndHeadSnapshots(host, request);
      made.remove = snapshots.remove;
      const sides = createLiveSides(host, snapshots, open.environment, options, runtimes);
      return use({ ...open, sides });
    });
  } finally {
    // Removed only once nothing runs in the sides any more.
    made.remove?.();
  }
}
