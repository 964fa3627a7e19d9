import { ascending } from './quantile.ts';

export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** Probability that the interval covers the median of the population, exact. */
  readonly confidence: number;
}

/**
 * Interval for the median from order statistics: [x(k), x(n+1−k)] covers it with probability
 * 1 − 2·P(B < k), B binomial(n, ½), whatever the distribution (Conover, Practical Nonparametric
 * Statistics, 3rd ed., 3.2). The narrowest one that reaches `wanted` is taken; with fewer than six
 * values none reaches 95 %, and the whole range is given with the confidence that it has.
 */
export function medianInterval(sample: readonly number[], wanted: number): MedianInterval {
  const sorted = ascending(sample);
  const n = sorted.length;
  let low = 0;
  // In logarithms: 0.5 ** n itself is 0 from 1,075 values on.
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  let confidence = 1 - 2 * tail;
  for (let k = 1; k < n / 2; k += 1) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
    if (1 - 2 * tail < wanted) break;
    low = k;
    confidence = 1 - 2 * tail;
  }
  return {
    low: sorted[low] ?? Number.NaN,
    high: sorted[n - 1 - low] ?? Number.NaN,
    confidence: Math.max(0, confidence),
  };
}
