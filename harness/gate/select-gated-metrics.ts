import type { Metric } from '../model/metric.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

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

/** Default margins by nature of the metric. */
const TIMED_MARGIN = 0.02;
const COUNTED_MARGIN = 0.01;
const INSTRUCTIONS_MARGIN = 0.003;

/**
 * Returns the change of a metric that counts as unchanged, as a ratio: what `regression` allows,
 * else the scenario's margin, else the default: 2 % timed, 1 % counted, 0.3 % instructions. Exact
 * metrics have no margin.
 */
export function resolveMetricMargin(
  { name, nature }: Pick<Metric, 'name' | 'nature'>,
  { regression, margin }: Pick<GatedScenario, 'regression' | 'margin'>,
): number {
  const stated = regression[name];
  if (stated !== undefined) return stated;
  if (nature === 'exact') return 0;
  if (margin !== null) return margin;
  if (name === 'instructions') return INSTRUCTIONS_MARGIN;
  return nature === 'counted' ? COUNTED_MARGIN : TIMED_MARGIN;
}
