import type { PairedValues } from './paired-metric-evidence.ts';

/** Why pairs are not taken at their word. */
export type PairEvidenceGap = 'too-few' | 'one-order';

/** Requirements for accepting pairs as evidence. */
interface Needs {
  /** Pairs at least. */
  readonly fewest: number;
  /** Pairs in the rarer of the two orders, at least; 0 where any order will do. */
  readonly ofRarer: number;
}

/**
 * Returns what the first `pairs` pairs lack for a verdict without confirmation; null where nothing
 * is lacking. Pairs that lack something have no interval.
 */
export function findPairEvidenceGap(
  values: PairedValues,
  pairs: number,
  { fewest, ofRarer }: Needs,
): PairEvidenceGap | null {
  if (pairs < fewest) return 'too-few';
  return rarerOrder(values, pairs) < ofRarer ? 'one-order' : null;
}

/**
 * Counts how many of the first `pairs` pairs have the rarer of the two orders. The second unit of a
 * pair may differ because it is second (the first filled a cache, inserted the row) or because of
 * its folder; where all coins fall alike, the values cannot distinguish that from a change. This
 * happens with probability 2 · 2⁻ⁿ, 6 % for five pairs: too often for verdicts that rely on the
 * values alone. Verdicts of the signed-rank test account for it. Infinite where the order is not
 * known.
 */
function rarerOrder({ slots }: PairedValues, pairs: number): number {
  if (slots === undefined) return Number.POSITIVE_INFINITY;
  const first = slots.slice(0, pairs).filter((slot) => slot === 0).length;
  return Math.min(first, Math.min(slots.length, pairs) - first);
}

/** Reason why pairs with only one order cannot show a change. */
export const ONE_ORDER_REASON =
  'the same side ran first in nearly every pair, which alone may explain the difference';
