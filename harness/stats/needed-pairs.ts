import { distanceToMargin } from './minimal-change.ts';
import { normalQuantile } from './normal.ts';
import { robustSpread } from './quantile.ts';
import { PSEUDO_MEDIAN_VARIANCE } from './walsh.ts';

/** Fewest pairs that are looked at. */
const FEWEST = 8;
/** More pairs than this are no advice. */
const MOST = 10_000;
/** Chance that the advised number of pairs decides. */
const POWER = 0.8;

/**
 * How many pairs of units would probably decide whether the ratio is beyond the margin, taken that
 * it is what these samples say: the pairs at which the interval's half width is as large as the
 * distance between the ratio and the margin. null where the ratio lies so close to the margin that
 * no sensible number decides, or where a value is not positive.
 */
export function neededPairs(
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
