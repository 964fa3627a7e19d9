import { findMetric, METRICS } from '../model/metric.ts';
import type { Budget, Operator } from '../model/scenario/budget.ts';
import type { BudgetPreset } from '../model/scenario/budget-preset-names.ts';
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

type Limits = readonly (readonly [metric: string, limit: string, level: 'error' | 'warn'])[];

const LIMITS: Readonly<Record<BudgetPreset, Limits>> = {
  // Limits that users of a web application notice. The vitals are Google's bounds for "good", also
  // for FID, which INP replaced in 2024.
  'kpi-web': [
    ['latency.p50', '< 100 ms', 'error'],
    ['latency.p95', '< 300 ms', 'error'],
    ['latency.p99', '< 1 s', 'error'],
    ['error_rate', '< 0.1 %', 'error'],
    ['lcp', '< 2.5 s', 'error'],
    ['cls', '< 0.1', 'error'],
    ['inp', '<= 200 ms', 'error'],
  ],
  // The threshold that k6's own guides begin with.
  'k6-strict': [
    ['latency.p95', '< 200 ms', 'error'],
    ['error_rate', '< 0.1 %', 'error'],
  ],
  // When an incident is over: the limit fails, the aim only warns.
  'incident-exit': [
    ['latency.p95', '< 300 ms', 'error'],
    ['latency.p95', '< 250 ms', 'warn'],
    ['error_rate', '< 0.1 %', 'error'],
    ['error_rate', '< 0.05 %', 'warn'],
  ],
};

/** Returns the budgets of a preset for those metrics that a scenario has. */
export function presetBudgets(preset: BudgetPreset, metrics: readonly string[]): readonly Budget[] {
  return LIMITS[preset]
    .filter(([metric]) => metrics.includes(metric))
    .map(([metric, limit, level]) => {
      const budget = parseBudget(metric, limit, level);
      if ('problem' in budget) throw new TypeError(`${preset}: ${budget.problem}`);
      return budget;
    });
}
