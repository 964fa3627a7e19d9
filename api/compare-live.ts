import { randomInt } from 'node:crypto';
import { createCalibrationStore } from '../harness/calibration/calibration-store.ts';
import { DEFAULT_RULES } from '../harness/gate/decide/rules.ts';
import { createComparisonStore } from '../harness/history/comparison-store.ts';
import { cacheFolder } from '../harness/host/cache-folder.ts';
import type { Host } from '../harness/host.ts';
import { compareLive } from '../harness/live/compare-live.ts';
import type { LiveParts } from '../harness/live/live-parts.ts';
import type { ComparisonReport } from '../harness/model/document.ts';
import type { AnyExecutor } from '../harness/model/executor.ts';
import type { Scenario } from '../harness/model/scenario.ts';
import { readEnvironment } from '../harness/sampling/environment.ts';
import { openRunFolder } from '../harness/sampling/run-folder.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openSnapshots } from '../harness/snapshot/open-snapshots.ts';
import { CHECKS_AFTER_LIVE, CHECKS_BEFORE } from './checks.ts';
import { createExecutors, instructionsExecutors } from './compose-run.ts';
import type { LiveComparisonOptions } from './live-request.ts';
import { liveSides, snapshotRequest } from './live-sides.ts';
import type { Session } from './open-session.ts';
import { sideRuntimes } from './side-runtimes.ts';

const DEFAULT_MAX_TIME_MS = 300_000;

/**
 * Measures two sides of a project against each other. What it made to do so is removed on every
 * way out; the comparison is kept under `.perf-harness/comparisons/`.
 * @throws UserError where a side cannot be had.
 */
export async function compareLiveSides(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  session: Session,
  options: LiveComparisonOptions,
): Promise<ComparisonReport> {
  const cache = cacheFolder(host);
  const store = createComparisonStore(host, config.stateFolder);
  const calibrations = createCalibrationStore(host, config.stateFolder);
  const id = options.keep === false ? null : comparisonId(host);
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
    const parts: LiveParts = {
      host,
      executors: own,
      instructions,
      checksBefore: CHECKS_BEFORE,
      checksAfter: CHECKS_AFTER_LIVE,
      lock: session.lock,
      readMachineState: session.readMachineState,
      onProgress: options.onProgress,
      calibrationOf: (scenario) => calibrations.find(scenario, environment.machine.id),
      save: (report) => {
        const isEmpty = report.runs.every(({ trials }) => trials.every(({ warmup }) => warmup));
        // What was interrupted before its first pair must not become the latest.
        if (id !== null && !isEmpty) store.save(id, report);
      },
    };
    return await compareLive(scenarios, sides, parts, {
      id,
      seed: options.seed ?? randomInt(2 ** 32),
      rules: options.rules ?? DEFAULT_RULES,
      margin: options.margin ?? null,
      maxTimeMs: options.maxTimeMs ?? DEFAULT_MAX_TIME_MS,
      budgetMs: options.budgetMs ?? null,
      folder: folder.path,
      signal: options.signal,
      reproduce: options.reproduce,
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

/** Sorts by time, and is unique even where two start in one millisecond. */
function comparisonId({ clock }: Host): string {
  const stamp = clock.now().toISOString().replace(/[-:.]/gu, '');
  return `${stamp}-${randomInt(2 ** 16)
    .toString(16)
    .padStart(4, '0')}`;
}
