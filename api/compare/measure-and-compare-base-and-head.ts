import { createCalibrationStore } from '../../harness/calibration/noise-calibration-store.ts';
import { gatedMetrics } from '../../harness/gate/select-gated-metrics.ts';
import { createComparisonStore } from '../../harness/history/comparison-store.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveOptions } from '../../harness/live-comparison/live-comparison-context.ts';
import { runLiveComparison } from '../../harness/live-comparison/run-live-comparison.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { listKindMetrics } from '../../harness/scenario/schema/scenario-kind-metrics.ts';
import { createLiveComparisonRunContext } from '../comparison-sides/create-live-comparison-run-context.ts';
import type { LiveComparisonOptions } from '../comparison-sides/live-comparison-options.ts';
import { withLiveSides } from '../comparison-sides/run-with-base-and-head-snapshots.ts';
import { explainComparison, listExplainableScenarios } from './explain-comparison-by-profiles.ts';
import {
  createUnexecutedFilesFinder,
  type FindUnexecutedFiles,
} from './find-files-that-no-side-executes.ts';
import { findMarginsBelowNoise } from './find-margins-below-noise.ts';
import { findUnexecutedChangedCode, namePlaces } from './find-unexecuted-changed-code.ts';
import { saveComparison } from './save-comparison.ts';

/**
 * Measures two sides of a project against each other, profiles scenarios that became better or
 * worse, and saves the comparison.
 * @throws UserError if a side cannot be created; NotSavedError with the comparison if it cannot be
 * saved.
 */
export async function measureAndCompareSides(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  options: LiveComparisonOptions,
): Promise<ComparisonReport> {
  const { seed, session } = options;
  const store = createComparisonStore(host, config.stateFolder);
  const calibrations = createCalibrationStore(host, config.stateFolder);
  const id = options.keep ? store.newId(host.clock.now()) : null;
  const kept = saveComparison(store, id, options.findings);
  const withMargins = (report: ComparisonReport): ComparisonReport => {
    const found = findMarginsBelowNoise(report, scenarios, {
      limits: options.limits,
      calibrations,
    });
    if (found.length === 0) return report;
    const whole = { ...report, findings: [...report.findings, ...found] };
    kept.save(whole);
    return whole;
  };
  return withLiveSides(host, config, scenarios, options, async (open) => {
    const { sides, executors, instructions, folder } = open;
    const { onProgress } = options;
    options.onPrepared?.();
    const own = { executors, instructions, onProgress, save: kept.save };
    const parts = createLiveComparisonRunContext(host, session, calibrations, own);
    const { signal, budgetMs } = options;
    const context = { host, open, session, seed, signal, budgetMs };
    const findUnexecutedFiles = createUnexecutedFilesFinder(context);
    const measured = await runLiveComparison(scenarios, sides, parts, {
      ...toLiveOptions(options, findUnexecutedFiles),
      id,
      folder,
    });
    const report = withMargins(measured);
    if (!options.explain || options.signal.aborted) return kept.end(report);
    const allMs = options.explainMs?.() ?? Number.POSITIVE_INFINITY;
    const subjects = listExplainableScenarios(report, scenarios);
    if (subjects.length === 0) {
      const unrun = await findUnexecutedChangedCode(report, scenarios, findUnexecutedFiles);
      if (unrun === null) return kept.end(report);
      const told = { ...report, findings: [unrun, ...report.findings] };
      kept.save(told);
      return kept.end(told);
    }
    await options.onVerdict?.(kept.soFar(report));
    const explained = await explainComparison(report, subjects, {
      host,
      root: config.root,
      open,
      session,
      seed,
      signal: options.signal,
      onProgress: options.onProgress,
      scenarioMs: options.maxTimeMs,
      allMs,
    });
    if (explained !== report) kept.save(explained);
    return kept.end(explained);
  });
}

function toLiveOptions(
  options: LiveComparisonOptions,
  findUnexecutedFiles: FindUnexecutedFiles,
): Omit<LiveOptions, 'id' | 'folder'> {
  const { seed, rules, margin, maxTimeMs, budgetMs, signal, reproduce, decideBy } = options;
  const { sameInputs = false, skipsUnchangedInputs = false, measuredShare = 0 } = options;
  const findUnexecuted = async (scenario: Scenario): Promise<string | null> => {
    const files = await findUnexecutedFiles(scenario);
    return files === null ? null : namePlaces(files);
  };
  return {
    seed,
    rules,
    margin,
    maxTimeMs,
    budgetMs,
    signal,
    reproduce,
    sameInputs,
    skipsUnchangedInputs,
    measuredShare,
    ...(decideBy !== undefined && {
      gatedMetricsOf: (scenario: Scenario) => selectDecidingMetrics(scenario, decideBy),
    }),
    // A share that is measured all the same verifies what is skipped.
    ...(skipsUnchangedInputs && measuredShare === 0 && { findUnexecuted }),
  };
}

/**
 * Metrics that decide the verdict of a live comparison of a scenario: the requested metrics that it
 * measures; if it measures none of them, its own gated metrics.
 */
export function selectDecidingMetrics(
  scenario: Scenario,
  decideBy: readonly string[],
): ReadonlySet<string> {
  const measured = new Set([...listKindMetrics(scenario.kind).own, ...scenario.metrics]);
  const asked = decideBy.filter((metric) => measured.has(metric));
  return asked.length === 0 ? gatedMetrics(scenario) : new Set(asked);
}
