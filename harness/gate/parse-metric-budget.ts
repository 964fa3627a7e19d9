import { findMetric, METRICS } from '../model/metric.ts';
import type { Budget, Operator } from '../model/scenario/budget.ts';
import { parseQuantity, type QuantityProblem } from '../model/scenario/parse-quantity.ts';
import { didYouMean } from '../model/scenario/suggest-nearest-word.ts';

const BUDGET_PATTERN = /^\s*(<=|>=|<|>)\s*(.+)$/u;
const AVERAGE_PATTERN = /(?:^|[^a-z])(?:avg|mean|average)(?:[^a-z]|$)/i;

/** Parses a budget such as `'< 250 ms'`. Averages are refused, since they hide slow requests. */
export function parseBudget(
  metric: string,
  text: string,
  level: 'warn' | 'error',
): Budget | QuantityProblem {
  if (AVERAGE_PATTERN.test(metric) || AVERAGE_PATTERN.test(text)) {
    return {
      problem:
        'averages cannot be budgets because they hide slow requests; use a percentile such as latency.p95',
    };
  }
  const known = findMetric(metric);
  if (known === undefined) {
    return { problem: `unknown metric "${metric}".${didYouMean(metric, METRICS.keys())}` };
  }
  const match = BUDGET_PATTERN.exec(text);
  if (match === null) {
    return {
      problem: `"${text}" is not a budget; expected <, <=, > or >= followed by a value, such as "< 250 ms"`,
    };
  }
  const limit = parseQuantity(match[2] ?? '', known.unit);
  if (typeof limit !== 'number') return limit;
  return { metric, operator: match[1] as Operator, limit, level, text };
}
