import { ascending } from './order-statistics.ts';
import { rankSumCut } from './rank-sum.ts';

/** How far the second sample lies above the first. */
export interface ShiftInterval {
  /** Hodges-Lehmann estimate: the median of all pairwise differences. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Probability that the interval covers the shift; below the wanted one for small samples. */
  readonly confidence: number;
}

/**
 * Shift between two independent samples with the interval that inverts the Mann-Whitney test. The
 * ends are closed, so ties only make it wider than need be. It assumes that the populations differ
 * by a shift alone; on logarithms, by a constant ratio.
 */
export function shiftInterval(
  base: readonly number[],
  head: readonly number[],
  wanted: number,
): ShiftInterval {
  const from = Float64Array.from(ascending(base));
  const to = Float64Array.from(ascending(head));
  const count = from.length * to.length;
  if (count === 0) throw new RangeError('a shift needs measurements on both sides');
  const { position, confidence } = rankSumCut(from.length, to.length, wanted);
  const middle = (count + 1) >> 1;
  return {
    estimate: (kthDifference(from, to, middle) + kthDifference(from, to, count + 1 - middle)) / 2,
    low: kthDifference(from, to, position),
    high: kthDifference(from, to, count + 1 - position),
    confidence,
  };
}

/**
 * The k-th smallest of all differences to − from, without listing them: the smallest number that at
 * least k differences do not exceed, found by bisection down to neighbouring doubles.
 */
export function kthDifference(from: Float64Array, to: Float64Array, k: number): number {
  let low = (to[0] ?? 0) - (from.at(-1) ?? 0);
  let high = (to.at(-1) ?? 0) - (from[0] ?? 0);
  if (countUpTo(from, to, low) >= k) return low;
  for (;;) {
    const middle = low / 2 + high / 2;
    if (middle <= low || middle >= high) return high;
    if (countUpTo(from, to, middle) >= k) high = middle;
    else low = middle;
  }
}

/** How many differences are at most `limit`; both samples ascend, so one pass of each does. */
function countUpTo(from: Float64Array, to: Float64Array, limit: number): number {
  let count = 0;
  let reached = 0;
  for (const start of from) {
    while (reached < to.length && (to[reached] ?? 0) - start <= limit) reached += 1;
    count += reached;
  }
  return count;
}
