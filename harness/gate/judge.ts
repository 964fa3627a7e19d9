import { assertNever } from '../model/assert-never.ts';
import type { Budget, BudgetResult, Operator, Verdict } from '../model/budget.ts';
import type { Summary } from '../model/summary.ts';

/**
 * Holds a summary against a budget. The interval decides: wholly within the limit passes, wholly
 * beyond it fails, an interval that holds the limit is inconclusive. A metric that never appeared
 * fails: what was not measured was not kept.
 */
export function judgeBudget(budget: Budget, summary: Summary | undefined): BudgetResult {
  const { metric, level, text } = budget;
  if (summary === undefined) {
    return { metric, level, limit: text, value: null, low: null, high: null, verdict: 'fail' };
  }
  const { center, low, high } = summary;
  const isLowWithin = holds(low, budget.operator, budget.limit);
  const isHighWithin = holds(high, budget.operator, budget.limit);
  const verdict =
    isLowWithin && isHighWithin ? 'pass' : isLowWithin || isHighWithin ? 'inconclusive' : 'fail';
  return { metric, level, limit: text, value: center, low, high, verdict };
}

/** One verdict over all budgets; those of level `warn` never fail. */
export function judgeBudgets(results: readonly BudgetResult[]): Verdict {
  const binding = results.filter((result) => result.level === 'error');
  if (binding.some((result) => result.verdict === 'fail')) return 'fail';
  if (binding.some((result) => result.verdict === 'inconclusive')) return 'inconclusive';
  return 'pass';
}

/** The worst of several verdicts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}

function holds(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      return assertNever(operator);
  }
}
