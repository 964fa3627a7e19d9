import type { PairedValues } from './paired-metric-evidence.ts';

/** Reason why pairs are insufficient evidence. */
export type PairEvidenceGap = 'too-few' | 'one-order';

/** Requirements for pairs as evidence. */
interface PairRequirements {
  /** Minimum number of pairs. */
  readonly minPairs: number;
  /** Minimum number of pairs in the rarer of the two orders; 0: any. */
  readonly minOfRarerOrder: number;
}

/** Returns why the first `pairs` pairs cannot give a verdict without confirmation; null: they can. */
export function findPairEvidenceGap(
  values: PairedValues,
  pairs: number,
  { minPairs, minOfRarerOrder }: PairRequirements,
): PairEvidenceGap | null {
  if (pairs < minPairs) return 'too-few';
  return countRarerOrder(values, pairs) < minOfRarerOrder ? 'one-order' : null;
}

/**
 * Counts how many of the first `pairs` pairs have the rarer of the two orders; Infinity if the order
 * is unknown. The second unit of a pair may differ because it is second (the first filled a cache,
 * inserted the row) or because of its folder. If all pairs have the same order, which happens with
 * probability 2 · 2⁻ⁿ, 6 % for five pairs, the values cannot distinguish that from a change. The
 * signed-rank test accounts for it; verdicts based on the values alone need this check.
 */
function countRarerOrder({ slots }: PairedValues, pairs: number): number {
  if (slots === undefined) return Number.POSITIVE_INFINITY;
  const first = slots.slice(0, pairs).filter((slot) => slot === 0).length;
  return Math.min(first, Math.min(slots.length, pairs) - first);
}

/** Reason why pairs with only one order cannot show a change. */
export const ONE_ORDER_REASON =
  'the same side ran first in nearly every pair, which alone may explain the difference';
