import { ascending } from './order-statistics.ts';

export interface MedianInterval {
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
