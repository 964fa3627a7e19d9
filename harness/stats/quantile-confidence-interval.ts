import { ascending } from './order-statistics.ts';

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

interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** Probability that the interval covers the median of the population, exact. */
  readonly confidence: number;
}

/**
 * Returns an interval for the median from order statistics: [x(k), x(n+1−k)] covers it with
 * probability 1 − 2·P(B < k), B binomial(n, ½), for any distribution (Conover, Practical
 * Nonparametric Statistics, 3rd ed., 3.2). The narrowest interval that reaches `wanted` is used;
 * with fewer than six values none reaches 95 %, and the whole range is returned with its actual
 * confidence.
 */
export function medianInterval(sample: readonly number[], wanted: number): MedianInterval {
  const sorted = ascending(sample);
  const n = sorted.length;
  const below = binomialBelow(n, 1 / 2);
  const confidenceOf = (left: number): number => 1 - 2 * (below[left + 1] ?? 1);
  let left = 0;
  while (left + 1 < n / 2 && confidenceOf(left + 1) >= wanted) left += 1;
  return {
    low: sorted[left] ?? Number.NaN,
    high: sorted[n - 1 - left] ?? Number.NaN,
    confidence: Math.max(0, confidenceOf(left)),
  };
}

/**
 * Returns P(B < k) for k from 0 to n, B binomial(n, share). Computed in logarithms: (1 − share) **
 * n itself is 0 for large n, from 1,075 on if the share is a half.
 * @param share - Between 0 and 1.
 */
export function binomialBelow(n: number, share: number): Float64Array {
  const below = new Float64Array(n + 1);
  const odds = Math.log(share) - Math.log1p(-share);
  let logTerm = n * Math.log1p(-share);
  let sum = 0;
  for (let k = 1; k <= n; k += 1) {
    sum += Math.exp(logTerm);
    below[k] = Math.min(1, sum);
    logTerm += Math.log((n - k + 1) / k) + odds;
  }
  return below;
}
