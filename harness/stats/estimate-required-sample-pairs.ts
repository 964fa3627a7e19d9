import { robustSpread } from './descriptive-statistics.ts';
import { distanceToMargin } from './minimal-detectable-change.ts';
import { normalQuantile } from './normal-distribution.ts';
import { PSEUDO_MEDIAN_VARIANCE } from './walsh-averages.ts';

/** Minimum number of pairs for an analysis. */
const MIN_PAIRS = 8;
/** Maximum number of pairs that is ever advised. */
const MAX_ADVISED_PAIRS = 10_000;
/** Probability that the advised number of pairs is conclusive. */
const POWER = 0.8;

/**
 * Estimates how many pairs of units show whether the ratio is beyond the margin, assuming that it is
 * the ratio of these samples: the pairs at which half the interval equals the distance between ratio
 * and margin. null if that distance is too small, or a value is not positive.
 */
export function neededPairCount(
  base: readonly number[],
  head: readonly number[],
  change: { readonly ratio: number; readonly margin: number; readonly confidence: number },
): number | null {
  if (![...base, ...head].every((value) => value > 0)) return null;
  const variance = robustSpread(base.map(Math.log)) ** 2 + robustSpread(head.map(Math.log)) ** 2;
  const { isWithin, distance } = distanceToMargin(Math.log(change.ratio), change.margin);
  // Within the margin, both ends of the interval have to be.
  const power = isWithin ? (1 + POWER) / 2 : POWER;
  const quantiles = normalQuantile((1 + change.confidence) / 2) + normalQuantile(power);
  const pairs = Math.ceil((quantiles ** 2 * variance * PSEUDO_MEDIAN_VARIANCE) / distance ** 2);
  if (!(pairs <= MAX_ADVISED_PAIRS)) return null;
  return Math.max(MIN_PAIRS, pairs);
}
