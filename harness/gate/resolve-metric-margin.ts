import type { Metric } from '../model/metric.ts';
import type { GatedScenario } from './select-gated-metrics.ts';

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
