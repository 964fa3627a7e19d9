import { median } from './descriptive-statistics.ts';
import { normalCdf } from './normal-distribution.ts';

/**
 * Returns the two-sided p-value of a trend along the order of collection. Mann-Kendall test, normal
 * approximation with its corrections for ties and continuity (Kendall, Rank Correlation Methods,
 * 4th ed., chapters 4 and 5). 1 below four values.
 */
export function trendPValue(sample: readonly number[]): number {
  const n = sample.length;
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm(sample)) / 18;
  if (n < 4 || variance <= 0) return 1;
  let score = 0;
  for (const [late, value] of sample.entries()) {
    for (let early = 0; early < late; early += 1) score += Math.sign(value - (sample[early] ?? 0));
  }
  const z = Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance);
  return 2 * normalCdf(-z);
}

/** Returns the rise between measurements: the median slope of all pairs (Theil and Sen). */
export function medianSlope(sample: readonly number[]): number {
  const slopes: number[] = [];
  for (const [late, value] of sample.entries()) {
    for (let early = 0; early < late; early += 1) {
      slopes.push((value - (sample[early] ?? 0)) / (late - early));
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}

/** Σ t(t − 1)(2t + 5) over the groups of t equal values. */
function tieTerm(sample: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const value of sample) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  let sum = 0;
  for (const size of sizes.values()) sum += size * (size - 1) * (2 * size + 5);
  return sum;
}
