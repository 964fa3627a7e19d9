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

/** End of a measurement, apart from the trials themselves. */
export interface MeasurementEnd {
  readonly stop: string;
  readonly interrupted: boolean;
  readonly finishedAt: string;
  readonly timings: Readonly<Record<string, number>>;
}

/** Summaries, findings, budgets and verdict. Pure, so that a saved record can be judged again. */
export function finishRunRecord(
  started: RunRecord,
  scenario: Scenario,
  taken: readonly Trial[],
  ending: MeasurementEnd,
  checks: readonly CheckAfter[],
): RunRecord {
  const trials = taken.map(withoutNonNumbers);
  const measured = trials.filter(isMeasuredTrial);
  const metrics = summarizeTrials(measured);
  const unavailable = unavailableMetrics(measured, metrics);
  const isCutShort = ending.interrupted || wasCutShort(trials);
  const failed = ending.stop === 'blocked' || trials.some(({ state }) => state === 'failed');
  const findings = checks.flatMap((check) =>
    runCheck(check, { scenario, trials, measured, metrics, unavailable, field: started.field }),
  );
  const invalid = findInvalidationReason(findings);
  const budgets = scenario.budgets
    .map((budget) => judgeInTime(budget, { metrics, field: started.field }, isCutShort))
    .map((result) => (invalid === null ? result : undecided(result, invalid)));
  return {
    ...started,
    state: ending.interrupted ? 'interrupted' : failed || invalid !== null ? 'failed' : 'completed',
    finishedAt: ending.finishedAt,
    stop: ending.stop,
    metrics,
    unavailable,
    trials,
    findings: [...started.findings, ...findings],
    budgets,
    verdict:
      invalid !== null && !failed
        ? 'inconclusive'
        : overallVerdict(budgets, failed && !wasCutShort(trials), isCutShort),
    timings: ending.timings,
  };
}

/** True if all failed trials have partial results: missing metrics are unknown, not failed. */
function wasCutShort(trials: readonly Trial[]): boolean {
  const failed = trials.filter((trial) => trial.state === 'failed');
  return failed.length > 0 && failed.every(({ partial }) => partial !== undefined);
}

/** A metric that a run cut short had no time to measure is not known; else it has failed. */
function judgeInTime(
  budget: Budget,
  measured: Pick<RunRecord, 'metrics' | 'field'>,
  isCutShort: boolean,
): BudgetResult {
  const result = judgeRecordBudget(budget, measured);
  return result.value === null && isCutShort ? { ...result, verdict: 'inconclusive' } : result;
}

/** Marks a budget inconclusive: a generator-limited load neither keeps nor breaks limits. */
function undecided(result: BudgetResult, reason: string): BudgetResult {
  return { ...result, verdict: 'inconclusive', reason };
}

/** A run cut short can have failed already, but never passed. */
function overallVerdict(
  budgets: readonly BudgetResult[],
  failed: boolean,
  isCutShort: boolean,
): Verdict {
  if (failed) return 'fail';
  const verdict = combineBudgetResults(budgets);
  return isCutShort && verdict === 'pass' ? 'inconclusive' : verdict;
}

/** Removes NaN and infinities, which JSON cannot represent: the record would be unreadable. */
function withoutNonNumbers(trial: Trial): Trial {
  if (trial.state === 'failed' && trial.partial !== undefined) {
    return { ...trial, partial: numbersOnly(trial.partial) };
  }
  if (trial.state !== 'completed') return trial;
  const whole = numbersOnly(trial);
  const blocks = trial.blocks.map(numbersOnly);
  const isSame = whole === trial && blocks.every((block, index) => block === trial.blocks[index]);
  return isSame ? trial : { ...whole, blocks };
}

function numbersOnly<T extends Pick<CompletedTrial | Block, 'measurements' | 'unavailable'>>(
  measured: T,
): T {
  const broken = Object.entries(measured.measurements).filter(
    ([, value]) => !Number.isFinite(value),
  );
  if (broken.length === 0) return measured;
  const measurements = { ...measured.measurements };
  const unavailable = { ...measured.unavailable };
  for (const [name, value] of broken) {
    delete measurements[name];
    unavailable[name] ??= `the measured value, ${value}, is not a finite number`;
  }
  return { ...measured, measurements, unavailable };
}

/** True for completed trials outside the warm-up, which form the samples. */
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

/** Returns the unit a script states for its own metric, where the name does not show it. */
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
