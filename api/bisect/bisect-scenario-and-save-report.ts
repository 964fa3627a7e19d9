import { bisectChanges } from '../../harness/bisect/bisect-changes.ts';
import { createCalibrationStore } from '../../harness/calibration/noise-calibration-store.ts';
import { createBisectStore } from '../../harness/history/report-document-store.ts';
import type { Host } from '../../harness/host.ts';
import type {
  BisectAgain,
  BisectedChange,
  BisectReport,
  BisectStep,
} from '../../harness/model/documents/bisect-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { COMMAND_SEPARATOR } from '../../harness/model/scenario-command-line.ts';
import { printableShellWords } from '../../harness/model/shell-quote.ts';
import { saveReport } from '../../harness/model/user-error.ts';
import { formatPercentOption } from '../../harness/model/value/format-percent.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import {
  areScenariosSelectableByName,
  buildProjectFlags,
  type ReproduceFlagsRequest,
} from '../compare/reproduce-command-flags.ts';
import { createLiveComparisonRunContext } from '../comparison-sides/create-live-comparison-run-context.ts';
import { withExecutors } from '../measure/open-scenario-executors.ts';
import { overrideScenarioMetric } from '../measure/override-scenario-metrics.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { requireSingleScenario } from '../project/require-single-scenario.ts';
import { createBisectMeasurer } from './bisect-measurer-with-snapshot-cache.ts';
import type { BisectOptions } from './bisect-request.ts';
import { resolveBisectChanges } from './resolve-bisect-changes.ts';

/** Posterior probability at which the search stops; its answer is then confirmed. */
const CONFIDENCE = 0.99;

/** Receives the progress of a bisection. */
export interface BisectListener {
  /** Called with the changes to search, before anything is measured. */
  readonly onChanges?: (changes: readonly BisectedChange[]) => void;
  readonly onStep?: (step: BisectStep, changes: readonly BisectedChange[]) => void;
}

/**
 * Finds the commit, package or variable that made a scenario slower or faster, and saves the
 * report; no worktree or branch is left behind.
 * @throws UserError if there is nothing to search, or if several scenarios match.
 */
export async function bisectProject(
  host: Host,
  options: BisectOptions,
  measuring: SessionContext,
  listener: BisectListener = {},
): Promise<BisectReport> {
  const scenarios = await findScenarios(host, options.config, options.wanted);
  measuring.signal.throwIfAborted();
  const scenario = requireSingleScenario(scenarios, 'bisect takes');
  return bisectScenario(host, scenario, options, { ...measuring, ...listener });
}

async function bisectScenario(
  host: Host,
  scenario: Scenario,
  options: BisectOptions,
  measuring: SessionContext & BisectListener,
): Promise<BisectReport> {
  const { config, metric, seed, margin, rules, maxTimeMs } = options;
  const { session, signal, onProgress } = measuring;
  const sides = await resolveBisectChanges(host, config, options.over, signal);
  const { changes } = sides.space;
  measuring.onChanges?.(changes);
  const followed = overrideScenarioMetric(scenario, metric);
  const made: { close?: () => void } = {};
  try {
    return await withExecutors(host, [followed], async (open) => {
      const { executors, instructions, environment, folder } = open;
      const calibrations = createCalibrationStore(host, config.stateFolder);
      const own = { executors, instructions, onProgress, save: () => undefined };
      const parts = createLiveComparisonRunContext(host, session, calibrations, own);
      const judged = { seed, rules, margin, maxTimeMs, signal };
      const live = { ...judged, id: null, budgetMs: null, reproduce: null };
      const measured = { ...measuring, host, config, scenario: followed, environment, parts, live };
      const measurer = createBisectMeasurer({ ...measured, folder }, sides);
      made.close = measurer.close;
      const found = await bisectChanges(sides.space, measurer, {
        metric,
        confidence: CONFIDENCE,
        maxPairs: options.maxPairs,
        seed,
        signal,
        now: host.clock.monotonicMs,
        onStep: (step) => measuring.onStep?.(step, changes),
      });
      const report = { ...found, again: buildBisectReproduction(host, scenario, options) };
      return saveReport(report, () => createBisectStore(host, config.stateFolder).save(report));
    });
  } finally {
    // Closed only once nothing runs in the sides any more.
    made.close?.();
  }
}

/** Options of a bisection that its reproduce commands repeat. */
export type BisectReproduceOptions = Pick<
  BisectOptions,
  'config' | 'given' | 'metric' | 'margin' | 'limits'
> & { readonly wanted: ReproduceFlagsRequest['wanted'] };

/** Builds the flags, apart from the two ends, of the commands that reproduce a bisection. */
export function buildBisectReproduction(
  host: Host,
  scenario: Scenario,
  options: BisectReproduceOptions,
): BisectAgain {
  const { config, wanted, given, metric, margin, limits } = options;
  const words = [
    ...(metric === null ? [] : ['--metric', metric]),
    ...(margin === null ? [] : ['--margin', formatPercentOption(margin)]),
    ...buildProjectFlags({ wanted, given }),
  ];
  return {
    options: printableShellWords(words),
    target: printableShellWords(targetOf(host, config, scenario, wanted)),
    max_time_ms: limits.timeMs,
    max_pairs: limits.pairs,
  };
}

/** The targets that were typed match only this scenario, so they can replace its name. */
function targetOf(
  host: Host,
  config: Config,
  scenario: Scenario,
  { command, targets }: BisectReproduceOptions['wanted'],
): readonly string[] {
  if (command !== null) return [COMMAND_SEPARATOR, ...command];
  return areScenariosSelectableByName(host, config, [scenario]) ? [scenario.name] : targets;
}
