import { judgeBudget, judgeBudgets } from '../gate/judge.ts';
import type { Budget, BudgetResult, Verdict } from '../model/budget.ts';
import type { CheckAfter } from '../model/check.ts';
import type { Finding } from '../model/finding.ts';
import { metricsAmong } from '../model/metric.ts';
import type { RunRecord } from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Summary } from '../model/summary.ts';
import type { Block, CompletedTrial, Trial } from '../model/trial.ts';
import { summarize } from '../stats/summarize.ts';

/** How measuring ended, beside the trials themselves. */
export interface Ending {
  readonly stop: string;
  readonly interrupted: boolean;
  readonly finishedAt: string;
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * Everything that follows from the trials: summaries, findings, budgets, verdict. Pure, so that a
 * saved record can be judged again without measuring.
 */
export function completeRecord(
  started: RunRecord,
  scenario: Scenario,
  taken: readonly Trial[],
  ending: Ending,
  checks: readonly CheckAfter[],
): RunRecord {
  const trials = taken.map(withoutNonNumbers);
  const measured = trials.filter(isMeasured);
  const metrics = summarizeTrials(measured);
  const unavailable = unavailableMetrics(measured, metrics);
  const failed = ending.stop === 'blocked' || trials.some(({ state }) => state === 'failed');
  const findings = checks.flatMap((check) =>
    runCheck(check, { scenario, trials, measured, metrics, unavailable }),
  );
  const budgets = scenario.budgets.map((budget) =>
    judgeInTime(budget, metrics[budget.metric], ending.interrupted),
  );
  return {
    ...started,
    state: ending.interrupted ? 'interrupted' : failed ? 'failed' : 'completed',
    finishedAt: ending.finishedAt,
    stop: ending.stop,
    metrics,
    unavailable,
    trials,
    findings: [...started.findings, ...findings],
    budgets,
    verdict: overallVerdict(budgets, failed, ending.interrupted),
    timings: ending.timings,
  };
}

/** A metric that an interrupted run had no time to measure is not known; else it has failed. */
function judgeInTime(
  budget: Budget,
  summary: Summary | undefined,
  interrupted: boolean,
): BudgetResult {
  const result = judgeBudget(budget, summary);
  return summary === undefined && interrupted ? { ...result, verdict: 'inconclusive' } : result;
}

/** An interrupted run can have failed already, but never passed. */
function overallVerdict(
  budgets: readonly BudgetResult[],
  failed: boolean,
  interrupted: boolean,
): Verdict {
  if (failed) return 'fail';
  const verdict = judgeBudgets(budgets);
  return interrupted && verdict === 'pass' ? 'inconclusive' : verdict;
}

/** JSON has no word for NaN and infinities: a record with one in it could not be read again. */
function withoutNonNumbers(trial: Trial): Trial {
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
    unavailable[name] ??= `measured as ${value}, which is no number`;
  }
  return { ...measured, measurements, unavailable };
}

/** Completed and not warm-up: what samples are made of. */
export function isMeasured(trial: Trial): trial is CompletedTrial {
  return trial.state === 'completed' && !trial.warmup;
}

function summarizeTrials(measured: readonly CompletedTrial[]): Record<string, Summary> {
  const names = new Set(measured.flatMap((trial) => Object.keys(trial.measurements)));
  const summaries: Record<string, Summary> = {};
  // In the order of the catalogue, so that every report lists metrics alike.
  for (const metric of metricsAmong(names)) {
    const sample = measured.flatMap((trial) => trial.measurements[metric.name] ?? []);
    summaries[metric.name] = summarize(metric, sample);
  }
  return summaries;
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

/** A check that fails spoils only itself. */
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
