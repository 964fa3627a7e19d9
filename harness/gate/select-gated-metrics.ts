import type { Scenario } from '../model/scenario/scenario.ts';

/** Metrics by which each kind of scenario is judged. */
const PRIMARY_METRICS: Readonly<Record<Scenario['kind'] | 'k6' | 'page', readonly string[]>> = {
  function: ['wall_time'],
  command: ['wall_time'],
  http: ['latency.p95', 'cpu_time'],
  k6: ['latency.p95', 'cpu_time'],
  page: ['lcp'],
};

/** Settings of a scenario that determine its gated metrics and their margins. */
export type GatedScenario = Pick<Scenario, 'budgets' | 'regression' | 'margin'> & {
  readonly kind: keyof typeof PRIMARY_METRICS;
};

/**
 * Returns the primary metrics of the kind and those named by `budgets` or `regression`; all other
 * metrics are informational.
 */
export function gatedMetrics({ kind, budgets, regression }: GatedScenario): ReadonlySet<string> {
  return new Set([
    ...PRIMARY_METRICS[kind],
    ...budgets.map(({ metric }) => metric),
    ...Object.keys(regression),
  ]);
}

/** Returns the gated metrics and those with a budget, which are judged whatever is gated. */
export function judgedMetrics(
  gated: ReadonlySet<string>,
  { budgets }: Pick<GatedScenario, 'budgets'>,
): ReadonlySet<string> {
  return new Set([...gated, ...budgets.map(({ metric }) => metric)]);
}
