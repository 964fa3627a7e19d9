import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { findMetric, type Unit } from '../../../harness/model/metric.ts';
import type { BudgetResult } from '../../../harness/model/scenario/budget.ts';
import { parseQuantity } from '../../../harness/model/scenario/parse-quantity.ts';
import {
  formatFactor,
  formatQuantity,
  formatRange,
  formatShare,
  formatWithInterval,
} from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { joinTexts } from '../../text/sentence-parts.ts';

/** Outcome of a budget: `warned` is a breach for which the user requested only a warning. */
export type BudgetOutcome = 'met' | 'missed' | 'warned' | 'inconclusive' | 'unmeasured';

/** One budget, as shown by every report. */
export type BudgetFact = ReturnType<typeof budgetFact>;

export function budgetFacts(run: RunRecord): readonly BudgetFact[] {
  return run.budgets.map((result) => {
    const unit = run.metrics[result.metric]?.unit ?? findMetric(result.metric)?.unit ?? 'score';
    return budgetFact(result, unit);
  });
}

export function budgetFact(result: BudgetResult, unit: Unit) {
  return {
    metric: result.metric,
    /** As it was written: `< 2 ms`. */
    limit: printable(result.limit),
    outcome: outcomeOf(result),
    /** Centre with its unit, or `not measured`. */
    value: valueText(result, unit),
    /** By how much: `24 % over the limit`. */
    distance: joinTexts([distanceText(result, unit), labText(result, unit)]),
    result,
  };
}

function outcomeOf({ verdict, level, value }: BudgetResult): BudgetOutcome {
  if (verdict === 'pass') return 'met';
  if (verdict === 'inconclusive') return 'inconclusive';
  if (level === 'warn') return 'warned';
  return value === null ? 'unmeasured' : 'missed';
}

function valueText({ value, low, high, source }: BudgetResult, unit: Unit): string {
  if (value === null) return 'not measured';
  const text =
    low === null || high === null
      ? formatQuantity(value, unit)
      : formatWithInterval({ center: value, low, high }, unit).center;
  return source === undefined ? text : `${text} (field)`;
}

const LAB = { pass: 'met', fail: 'missed', inconclusive: 'inconclusive' } as const;

function labText({ lab }: BudgetResult, unit: Unit): string {
  if (lab === undefined) return '';
  if (lab.value === null) return 'no lab measurement';
  return `lab ${formatQuantity(lab.value, unit)}, ${LAB[lab.verdict]}`;
}

/** Share from which rounding would give 100 %. */
const NEARLY_ALL = 0.995;

function distanceText(result: BudgetResult, unit: Unit): string {
  const { value, low, high, verdict, source } = result;
  if (result.reason !== undefined) return 'not evaluated: the run is invalid';
  if (value === null) return 'never recorded';
  if (verdict === 'inconclusive' && source === 'field' && low === null) {
    return 'too few visits for a verdict';
  }
  if (verdict === 'inconclusive' && low !== null && high !== null) {
    return `the limit lies within the interval ${formatRange(low, high, unit)}`;
  }
  const limit = parseBudgetLimit(result, unit);
  if (limit === null) return '';
  if (value === limit) return 'at the limit';
  const isUpper = result.limit.trim().startsWith('<');
  // Decided by the value rather than the verdict, which may be inconclusive on either side.
  const [below, above] = isUpper
    ? ['below the limit', 'over the limit']
    : ['short of the limit', 'above the limit'];
  const side = value < limit ? below : above;
  if (limit === 0) return `${formatQuantity(Math.abs(value - limit), unit)} ${side}`;
  const factor = value / limit;
  if (factor >= 2) return `${formatFactor(factor)} times the limit`;
  const share = Math.abs(factor - 1);
  // 0.01 % of the limit is not 100 % below it.
  const text = share < 1 && share >= NEARLY_ALL ? `more than 99 %` : formatShare(share);
  return `${text} ${side}`;
}

/** Parses the number in `< 2 ms`, in base units; null if it cannot be parsed any more. */
export function parseBudgetLimit(
  { limit }: Pick<BudgetResult, 'limit'>,
  unit: Unit,
): number | null {
  const parsed = parseQuantity(limit.replace(/^\s*[<>]=?\s*/u, ''), unit);
  return typeof parsed === 'number' ? parsed : null;
}
