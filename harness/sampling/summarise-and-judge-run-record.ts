import { combineBudgetResults, judgeRecordBudget } from '../gate/judge-metric-budget.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import type { Finding } from '../model/finding.ts';
import { findInvalidationReason } from '../model/load-generator-saturation.ts';
import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import { type Metric, selectMetrics } from '../model/metric.ts';
import type { Summary } from '../model/metric-summary.ts';
import type { Budget, BudgetResult, Verdict } from '../model/scenario/budget.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Block, CompletedTrial, Trial } from '../model/trial.ts';
import { summarizeMetric } from '../stats/summarize-metric.ts';

/** End of a measurement, with the reason and the time that its parts took. */
export interface MeasurementEnd {
  readonly stop: string;
  readonly interrupted: boolean;
  readonly finishedAt: string;
  readonly timings: Readonly<Record<string, number>>;
}

/** Adds summaries, findings, budgets and verdict to a record. Pure: a saved one can be rejudged. */
export function finishRunRecord(
  started: RunRecord,
  scenario: Scenario,
  rawTrials: readonly Trial[],
  end: MeasurementEnd,
  checks: readonly CheckAfter[],
): RunRecord {
  const trials = rawTrials.map(withFiniteTrialMeasurements);
  const measured = trials.filter(isMeasuredTrial);
  const metrics = summarizeTrials(measured);
  const unavailable = unavailableMetrics(measured, metrics);
  const isCutShort = end.interrupted || hasOnlyPartialFailures(trials);
  const failed = end.stop === 'blocked' || trials.some(({ state }) => state === 'failed');
  const findings = checks.flatMap((check) =>
    runCheck(check, { scenario, trials, measured, metrics, unavailable, field: started.field }),
  );
  const invalid = findInvalidationReason(findings);
  const budgets = scenario.budgets
    .map((budget) => judgeBudget(budget, { metrics, field: started.field }, isCutShort))
    .map((result) => (invalid === null ? result : asInconclusive(result, invalid)));
  return {
    ...started,
    state: end.interrupted ? 'interrupted' : failed || invalid !== null ? 'failed' : 'completed',
    finishedAt: end.finishedAt,
    stop: end.stop,
    metrics,
    unavailable,
    trials,
    findings: [...started.findings, ...findings],
    budgets,
    verdict:
      invalid !== null && !failed
        ? 'inconclusive'
        : overallVerdict(budgets, failed && !hasOnlyPartialFailures(trials), isCutShort),
    timings: end.timings,
  };
}

/** True if all failed trials have partial results, so that a missing metric is merely unknown. */
function hasOnlyPartialFailures(trials: readonly Trial[]): boolean {
  const failed = trials.filter((trial) => trial.state === 'failed');
  return failed.length > 0 && failed.every(({ partial }) => partial !== undefined);
}

/** Judges a budget; one of an unmeasured metric fails, unless the run was cut short. */
function judgeBudget(
  budget: Budget,
  measured: Pick<RunRecord, 'metrics' | 'field'>,
  isCutShort: boolean,
): BudgetResult {
  const result = judgeRecordBudget(budget, measured);
  return result.value === null && isCutShort ? { ...result, verdict: 'inconclusive' } : result;
}

/** Makes a budget inconclusive, since the measurement is invalid. */
function asInconclusive(result: BudgetResult, reason: string): BudgetResult {
  return { ...result, verdict: 'inconclusive', reason };
}

/** Returns the verdict of the run; one that was cut short may have failed, but never passes. */
function overallVerdict(
  budgets: readonly BudgetResult[],
  failed: boolean,
  isCutShort: boolean,
): Verdict {
  if (failed) return 'fail';
  const verdict = combineBudgetResults(budgets);
  return isCutShort && verdict === 'pass' ? 'inconclusive' : verdict;
}

/** Removes NaN and infinities, which JSON cannot represent. */
function withFiniteTrialMeasurements(trial: Trial): Trial {
  if (trial.state === 'failed' && trial.partial !== undefined) {
    return { ...trial, partial: withFiniteMeasurements(trial.partial) };
  }
  if (trial.state !== 'completed') return trial;
  const finite = withFiniteMeasurements(trial);
  const blocks = trial.blocks.map(withFiniteMeasurements);
  const isSame = finite === trial && blocks.every((block, index) => block === trial.blocks[index]);
  return isSame ? trial : { ...finite, blocks };
}

function withFiniteMeasurements<
  T extends Pick<CompletedTrial | Block, 'measurements' | 'unavailable'>,
>(measured: T): T {
  const nonFinite = Object.entries(measured.measurements).filter(
    ([, value]) => !Number.isFinite(value),
  );
  if (nonFinite.length === 0) return measured;
  const measurements = { ...measured.measurements };
  const unavailable = { ...measured.unavailable };
  for (const [name, value] of nonFinite) {
    delete measurements[name];
    unavailable[name] ??= `the measured value, ${value}, is not a finite number`;
  }
  return { ...measured, measurements, unavailable };
}

/** True for a completed trial that is not a warm-up, and thus belongs to the samples. */
export function isMeasuredTrial(trial: Trial): trial is CompletedTrial {
  return trial.state === 'completed' && !trial.warmup;
}

function summarizeTrials(measured: readonly CompletedTrial[]): Record<string, Summary> {
  const names = new Set(measured.flatMap((trial) => Object.keys(trial.measurements)));
  const summaries: Record<string, Summary> = {};
  // In catalog order, so that all reports list metrics alike.
  for (const known of selectMetrics(names)) {
    const unit = unitOf(known.name, measured) ?? known.unit;
    const metric = { ...known, unit };
    const sample = measured.flatMap((trial) => trial.measurements[metric.name] ?? []);
    summaries[metric.name] = summarizeMetric(metric, sample);
  }
  return summaries;
}

/** Returns the unit that a script states for a metric of its own. */
function unitOf(name: string, measured: readonly CompletedTrial[]): Metric['unit'] | undefined {
  return measured[0]?.blocks.find(({ units }) => units?.[name] !== undefined)?.units?.[name];
}

function unavailableMetrics(
  measured: readonly CompletedTrial[],
  metrics: Readonly<Record<string, Summary>>,
): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const trial of measured) {
    for (const [name, reason] of Object.entries(trial.unavailable)) {
      if (metrics[name] === undefined) reasons[name] ??= reason;
    }
  }
  return reasons;
}

/** Runs a check; an exception affects only that check. */
function runCheck(
  check: CheckAfter,
  input: Parameters<CheckAfter['check']>[0],
): readonly Finding[] {
  try {
    return check.check(input);
  } catch (error) {
    return [
      { id: check.id, level: 'info', message: `this check failed: ${(error as Error).message}` },
    ];
  }
}
