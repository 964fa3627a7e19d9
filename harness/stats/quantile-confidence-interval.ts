import { binomialBelow } from './median-confidence-interval.ts';

/** Quantile of a sample, with an interval for that of the population. */
export interface QuantileInterval {
  readonly value: number;
  /** Lower end of the interval; null if values are too few for the requested confidence. */
  readonly low: number | null;
  readonly high: number | null;
  /** Exact probability that the interval covers the quantile; 0 if there is no interval. */
  readonly confidence: number;
}

/**
 * Returns the quantile x(⌈n·share⌉), with its interval from order statistics: [x(l), x(u)] covers
 * it with probability P(l ≤ B < u), B binomial(n, share), for any distribution (Conover, Practical
 * Nonparametric Statistics, 3rd ed., 3.2). Each end misses with a probability of at most half of 1
 * − `wanted`.
 * @param sorted - Ascending, at least one value.
 */
export function quantileInterval(
  sorted: Float64Array,
  share: number,
  wanted: number,
): QuantileInterval {
  const n = sorted.length;
  const value = sorted[Math.max(0, Math.ceil(n * share) - 1)] ?? Number.NaN;
  const tail = (1 - wanted) / 2;
  const below = binomialBelow(n, share);
  // The largest l with P(B < l) ≤ tail, and the smallest u with P(B < u) ≥ 1 − tail.
  let [lower, upper] = [0, 0];
  for (let k = 1; k <= n; k += 1) {
    if ((below[k] ?? 1) <= tail) lower = k;
    if (upper === 0 && (below[k] ?? 0) >= 1 - tail) upper = k;
  }
  if (lower === 0 || upper === 0) return { value, low: null, high: null, confidence: 0 };
  return {
    value,
    low: sorted[lower - 1] ?? Number.NaN,
    high: sorted[upper - 1] ?? Number.NaN,
    confidence: (below[upper] ?? 1) - (below[lower] ?? 0),
  };
}
