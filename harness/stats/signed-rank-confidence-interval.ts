import { signedRankCritical, signedRankTail } from './signed-rank-test.ts';
import { kthAverage, pseudoMedian, walshCount } from './walsh-averages.ts';

export interface SignedRankInterval {
  /** Hodges-Lehmann estimate: the median of the Walsh averages. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Probability that the interval covers the center; at least the requested one if reached. */
  readonly confidence: number;
  /** True if there are enough differences for the requested confidence. */
  readonly reached: boolean;
}

/**
 * Returns the center of symmetry of paired differences with its interval: [A(k), A(M+1−k)] of the M
 * = n(n+1)/2 ordered Walsh averages, k from the null distribution of Wilcoxon's signed-rank
 * statistic (Hollander, Wolfe, Chicken, Nonparametric Statistical Methods, 3rd ed., 3.1 to 3.3):
 * the largest with 1 − 2·P(W < k) ≥ `wanted`. The interval is closed and zeros are kept, so ties
 * only increase its coverage. With too few differences for the wanted confidence it is the whole
 * range, and `reached` is false.
 * @throws RangeError without any difference.
 */
export function signedRankInterval(
  differences: readonly number[],
  wanted: number,
): SignedRankInterval {
  const count = differences.length;
  if (count === 0) throw new RangeError('no differences');
  const sorted = new Float64Array(differences).sort();
  const critical = signedRankCritical(count, (1 - wanted) / 2);
  const rank = Math.max(1, critical + 1);
  return {
    estimate: pseudoMedian(sorted),
    low: kthAverage(sorted, rank),
    high: kthAverage(sorted, walshCount(count) + 1 - rank),
    confidence: Math.max(0, 1 - 2 * signedRankTail(count, rank - 1)),
    reached: critical >= 0,
  };
}

/** Returns the fewest differences that can give an interval of this confidence: 1 − 2·2⁻ⁿ. */
export function fewestDifferences(wanted: number): number {
  let count = 1;
  while (1 - 2 * 0.5 ** count < wanted) count += 1;
  return count;
}
