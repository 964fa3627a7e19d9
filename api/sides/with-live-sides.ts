import { cacheFolder } from '../../harness/host/cache-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveSides } from '../../harness/live/live-parts.ts';
import type { Environment } from '../../harness/model/environment.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { readEnvironment } from '../../harness/sampling/environment.ts';
import { openRunFolder } from '../../harness/sampling/run-folder.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { openSnapshots } from '../../harness/snapshot/open-snapshots.ts';
import { createExecutors, instructionsExecutors } from '../measure/compose-run.ts';
import type { LiveComparisonOptions } from './live-comparison.ts';
import { liveSides, snapshotRequest } from './live-sides.ts';
import { sideRuntimes } from './side-runtimes.ts';

/** Two sides of a project on disk, and what measures them. */
export interface OpenSides {
  readonly sides: LiveSides;
  readonly environment: Environment;
  readonly executors: readonly AnyExecutor[];
  /** What counts instructions, in units of its own; may be empty. */
  readonly instructions: readonly AnyExecutor[];
  /** Paths from the top of a side at which the code of both differs, before anything is built. */
  readonly changed: readonly string[];
  /** For what units leave. */
  readonly folder: string;
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
  const cache = cacheFolder(host);
  const folder = openRunFolder(host);
  let executors: readonly AnyExecutor[] = [];
  let snapshots: Awaited<ReturnType<typeof openSnapshots>> | null = null;
  try {
    const environment = await readEnvironment(host);
    const runtimes = await sideRuntimes(host, options.sides, cache, options.signal);
    const request = snapshotRequest(config, scenarios, options, runtimes, cache);
    snapshots = await openSnapshots(host, request);
    const sides = liveSides(host, snapshots, environment, options, runtimes);
    const own = await createExecutors(host, scenarios);
    // Each is to be ended, whatever the next step comes to.
    executors = own;
    const instructions = await instructionsExecutors(host, scenarios);
    executors = [...own, ...instructions];
    const changed = options.sides.type === 'code' ? snapshots.difference.paths : [];
    return await use({
      sides,
      environment,
      executors: own,
      instructions,
      changed,
      folder: folder.path,
    });
  } finally {
    await Promise.allSettled(executors.map((executor) => executor.dispose?.()));
    await host.processes.stopAll();
    try {
      snapshots?.remove();
    } finally {
      folder.remove();
    }
  }
}
