import { randomInt } from 'node:crypto';
import { bisect } from '../../harness/bisect/bisect.ts';
import { createCalibrationStore } from '../../harness/calibration/calibration-store.ts';
import { DEFAULT_RULES } from '../../harness/gate/decide/rules.ts';
import { createBisectStore } from '../../harness/history/bisect-store.ts';
import type { Host } from '../../harness/host.ts';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import { keepReport } from '../../harness/model/not-saved-error.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { readEnvironment } from '../../harness/sampling/environment.ts';
import { openRunFolder } from '../../harness/sampling/run-folder.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { followMetric } from '../measure/choose-metrics.ts';
import { createExecutors, instructionsExecutors } from '../measure/compose-run.ts';
import type { Session } from '../project/open-session.ts';
import { liveParts } from '../sides/live-parts.ts';
import type { BisectProjectOptions } from './bisect-request.ts';
import { openBisectSides } from './bisect-sides.ts';
import { createLiveMeasurer } from './live-measurer.ts';
import { repeatBisect } from './repeat-bisect.ts';

/** Posterior probability at which the search stops; its answer is then confirmed. */
const CONFIDENCE = 0.99;
const MAX_PAIRS = 400;
const MAX_TIME_MS = 300_000;

/**
 * Finds the commit, package or variable that made a scenario slower or faster. Nothing of it stays:
 * neither worktree nor branch; the report is kept under `.perf-harness/bisections/`.
 * @throws UserError where there is nothing to search.
 */
export async function bisectProject(
  host: Host,
  config: Config,
  scenario: Scenario,
  session: Session,
  options: BisectProjectOptions,
): Promise<BisectReport> {
  const { signal } = options;
  const folder = openRunFolder(host);
  let executors: readonly AnyExecutor[] = [];
  let close = (): void => undefined;
  try {
    const sides = await openBisectSides(host, config, options.over, signal);
    const { changes } = sides.space;
    options.onChanges?.(changes);
    const followed = followMetric(scenario, options.metric);
    const environment = await readEnvironment(host);
    const own = await createExecutors(host, [followed]);
    const instructions = await instructionsExecutors(host, [followed]);
    executors = [...own, ...instructions];
    const calibrations = createCalibrationStore(host, config.stateFolder);
    const seed = options.seed ?? randomInt(2 ** 32);
    const parts = liveParts(host, session, calibrations, {
      ...{ executors: own, instructions, onProgress: options.onProgress },
      save: () => undefined,
    });
    const live = {
      id: null,
      seed,
      rules: options.rules ?? DEFAULT_RULES,
      margin: options.margin ?? null,
      maxTimeMs: options.maxTimeMs ?? MAX_TIME_MS,
      budgetMs: null,
      signal,
      reproduce: null,
    };
    const measurer = createLiveMeasurer(
      { host, config, scenario: followed, environment, parts, live, folder: folder.path, options },
      sides,
    );
    close = measurer.close;
    const found = await bisect(sides.space, measurer, {
      metric: options.metric,
      confidence: CONFIDENCE,
      maxPairs: options.maxPairs ?? MAX_PAIRS,
      seed,
      signal,
      now: host.clock.monotonicMs,
      onStep: (step) => options.onStep?.(step, changes),
    });
    const report = { ...found, again: repeatBisect(host, config, scenario, options) };
    return keepReport(report, () => createBisectStore(host, config.stateFolder).save(report));
  } finally {
    await Promise.allSettled(executors.map((executor) => executor.dispose?.()));
    await host.processes.stopAll();
    close();
    folder.remove();
  }
}
