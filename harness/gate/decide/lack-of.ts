import type { PairedValues } from './metric-evidence.ts';

/** Why pairs are not taken at their word. */
export type Lack = 'too-few' | 'one-order';

/** What it takes to do so. */
interface Needs {
  /** Pairs at least. */
  readonly fewest: number;
  /** Of the rarer of the two orders; 0: any will do. */
  readonly ofRarer: number;
}

/**
 * What the first `pairs` pairs lack for a verdict without confirmation; null: nothing. Without it
 * there is no interval.
 */
export function lackOf(
  values: PairedValues,
  pairs: number,
  { fewest, ofRarer }: Needs,
): Lack | null {
  if (pairs < fewest) return 'too-few';
  return rarerOrder(values, pairs) < ofRarer ? 'one-order' : null;
}

/**
 * How many of the first `pairs` pairs have the rarer of the two orders. The second unit of a pair may differ
 * for being the second (the first filled a cache, inserted the row) or for its folder; where all coins
 * fall alike, nothing in the values tells that from a change. They do so in 2 · 2⁻ⁿ, 6 % of five: too often for
 * verdicts that take values at their word. Those of the signed-rank test count it in. Infinite where the
 * order is not known.
 */
function rarerOrder({ slots }: PairedValues, pairs: number): number {
  if (slots === undefined) return Number.POSITIVE_INFINITY;
  const first = slots.slice(0, pairs).filter((slot) => slot === 0).length;
  return Math.min(first, Math.min(slots.length, pairs) - first);
}

/** Why no change is called of pairs of one order. */
export const ONE_ORDER =
  'the same side came first in nearly every pair, which may be all that differs';
