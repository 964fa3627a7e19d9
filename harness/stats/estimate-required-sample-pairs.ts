import { robustSpread } from './descriptive-statistics.ts';
import { distanceToMargin } from './minimal-detectable-change.ts';
import { normalQuantile } from './normal-distribution.ts';
import { PSEUDO_MEDIAN_VARIANCE } from './walsh-averages.ts';

/** Minimum number of pairs for an analysis. */
const FEWEST = 8;
/** More pairs than this are no advice. */
const MOST = 10_000;
/** Chance that the advised number of pairs decides. */
const POWER = 0.8;

/**
 * Estimates how many pairs of units would decide if the ratio is beyond the margin, assuming that
 * it is the ratio of these samples: the pairs at which the half width of the interval equals the
 * distance between ratio and margin. null where the ratio is so close to the margin that no
 * sensible number decides, or where a value is not positive.
 */
export function neededPairCount(
  base: readonly number[],
  head: readonly number[],
  change: { readonly ratio: number; readonly margin: number; readonly confidence: number },
): number | null {
  if (![...base, ...head].every((value) => value > 0)) return null;
  const variance = robustSpread(base.map(Math.log)) ** 2 + robustSpread(head.map(Math.log)) ** 2;
  const { isWithin, distance } = distanceToMargin(Math.log(change.ratio), change.margin);
  // Within the margin both ends of the interval have to show it.
  const power = isWithin ? (1 + POWER) / 2 : POWER;
  const quantiles = normalQuantile((1 + change.confidence) / 2) + normalQuantile(power);
  const pairs = Math.ceil((quantiles ** 2 * variance * PSEUDO_MEDIAN_VARIANCE) / distance ** 2);
  if (!(pairs <= MOST)) return null;
  return Math.max(FEWEST, pairs);
}
