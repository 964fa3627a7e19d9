import type { Budget } from '../model/scenario/budget.ts';
import type { BudgetPreset } from '../model/scenario/budget-preset-names.ts';
import { parseBudget } from './parse-metric-budget.ts';

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
