import { type ComparisonReport, metrics } from 'perf-harness/plugin';
import { type Gain, MINIMUM_EFFECT_PCT } from '../../optimize/index.ts';
import { computeGains, formatGains } from './compute-gains-of-deciding-metrics.ts';

/** Contribution of a part in addition to the others, for every deciding metric. */
export interface MarginalGain extends Gain {
  readonly text: string;
}

/** Computes a part's contribution: code without and with it. Any metric's regression is a loss. */
export function computeMarginalGain({
  comparisons,
}: Pick<ComparisonReport, 'comparisons'>): MarginalGain {
  const deciding = comparisons.filter(({ gated }) => gated);
  const isWorse = deciding.some(
    ({ verdict, base, head }) => verdict === 'regressed' || (base !== null && head === null),
  );
  const isBetter = deciding.some(
    ({ verdict, metric, ratio }) =>
      verdict === 'improved' && ratio !== null && gainOf(metric, ratio) >= MINIMUM_EFFECT_PCT,
  );
  const text = formatGains(computeGains(comparisons)) ?? 'nothing was measured';
  return { isImproved: isBetter && !isWorse, isWorse, text };
}

/** In percent of the metric, in its good direction. */
function gainOf(metric: string, ratio: number): number {
  return (metrics.findMetric(metric)?.better === 'higher' ? ratio - 1 : 1 - ratio) * 100;
}
