import type { RunRecord } from '../model/documents/run-record.ts';
import type { FieldMetric } from '../model/field-metrics.ts';
import type { Summary } from '../model/metric-summary.ts';
import type { Budget, BudgetResult, Operator, Verdict } from '../model/scenario/budget.ts';

/**
 * Compares a summary with a budget. The interval decides: wholly within the limit passes, wholly
 * beyond it fails, an interval that contains the limit is inconclusive. A metric that never
 * appeared fails, since an unmeasured budget is not met.
 */
export function judgeBudget(budget: Budget, summary: Summary | undefined): BudgetResult {
  const { metric, level, text } = budget;
  if (summary === undefined) {
    return { metric, level, limit: text, value: null, low: null, high: null, verdict: 'fail' };
  }
  const { center, low, high } = summary;
  const verdict = verdictOf(low, high, budget);
  return { metric, level, limit: text, value: center, low, high, verdict };
}

function verdictOf(
  low: number,
  high: number,
  { operator, limit }: Budget,
): BudgetResult['verdict'] {
  const [isLowWithin, isHighWithin] = [
    isWithinLimit(low, operator, limit),
    isWithinLimit(high, operator, limit),
  ];
  if (isLowWithin && isHighWithin) return 'pass';
  return isLowWithin || isHighWithin ? 'inconclusive' : 'fail';
}

/**
 * Compares a record with a budget. If field data has the metric, the 75th percentile of users'
 * visits decides, whatever was measured here (LEAD-07); too few visits for an interval make it
 * inconclusive.
 */
export function judgeRecordBudget(
  budget: Budget,
  { metrics, field }: Pick<RunRecord, 'metrics' | 'field'>,
): BudgetResult {
  const lab = judgeBudget(budget, metrics[budget.metric]);
  const fieldMetric = field?.metrics[budget.metric];
  if (fieldMetric === undefined) return lab;
  const { p75: center, low, high } = fieldMetric;
  const { metric, level, text: limit } = budget;
  const verdict = fieldVerdict(fieldMetric, budget);
  return {
    metric,
    level,
    limit,
    value: center,
    low,
    high,
    verdict,
    source: 'field',
    lab: { value: lab.value, verdict: lab.verdict },
  };
}

/** Judges field data; a published value without a number of visits is taken as certain. */
function fieldVerdict({ p75, low, high, n }: FieldMetric, budget: Budget): Verdict {
  if (n === null) return verdictOf(p75, p75, budget);
  return low === null || high === null ? 'inconclusive' : verdictOf(low, high, budget);
}

/** Returns one verdict over all budgets; budgets of level `warn` never fail. */
export function combineBudgetResults(results: readonly BudgetResult[]): Verdict {
  const binding = results.filter((result) => result.level === 'error');
  if (binding.some((result) => result.verdict === 'fail')) return 'fail';
  if (binding.some((result) => result.verdict === 'inconclusive')) return 'inconclusive';
  return 'pass';
}

export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}

function isWithinLimit(value: number, operator: Operator, limit: number): boolean {
  return {
    '<': value < limit,
    '<=': value <= limit,
    '>': value > limit,
    '>=': value >= limit,
  }[operator];
}
