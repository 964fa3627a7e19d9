import { normalCdf, normalQuantile } from './normal.ts';
import { ascending } from './quantile.ts';

/** Up to here the null distribution is exact; beyond, the normal one differs by under 1e-4. */
const EXACT_UP_TO = 400;

export interface SignedRankInterval {
  /** Hodges-Lehmann estimate: the median of the Walsh averages. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Probability that the interval covers the centre; at least the wanted one where reached. */
  readonly confidence: number;
  /** Whether there are enough differences for the wanted confidence. */
  readonly reached: boolean;
}

/**
 * Centre of symmetry of paired differences with its interval: [A(k), A(M+1−k)] of the M = n(n+1)/2
 * ordered Walsh averages, k from the exact null distribution of Wilcoxon's signed-rank statistic
 * (Hollander, Wolfe, Chicken, Nonparametric Statistical Methods, 3rd ed., 3.1 to 3.3). The interval
 * is closed and zeros are kept, so that ties only make it cover more often. Too few differences for
 * the wanted confidence give the whole range, and `reached` is false.
 * @throws RangeError without any difference.
 */
export function signedRankInterval(
  differences: readonly number[],
  wanted: number,
): SignedRankInterval {
  if (differences.length === 0) throw new RangeError('no differences');
  const averages = walshAverages(differences);
  const { rank, confidence } = criticalRank(differences.length, wanted);
  const last = averages.length - 1;
  return {
    estimate: middle(averages),
    low: averages[rank - 1] ?? Number.NaN,
    high: averages[last - (rank - 1)] ?? Number.NaN,
    confidence,
    reached: confidence >= wanted,
  };
}

/** Fewest differences that can give an interval of this confidence: 1 − 2·2⁻ⁿ reaches it. */
export function fewestDifferences(wanted: number): number {
  let count = 1;
  while (1 - 2 * 0.5 ** count < wanted) count += 1;
  return count;
}

/** Means of all pairs of values, each with itself too, in ascending order. */
export function walshAverages(values: readonly number[]): Float64Array {
  const sorted = ascending(values);
  const averages = new Float64Array((sorted.length * (sorted.length + 1)) / 2);
  let position = 0;
  for (const [index, first] of sorted.entries()) {
    for (const second of sorted.slice(index)) {
      averages[position] = (first + second) / 2;
      position += 1;
    }
  }
  return averages.sort();
}

/**
 * Probabilities of the signed-rank statistic W = 0 … n(n+1)/2 where each of the ranks 1 … n counts
 * with a fair coin: each rank in turn mixes the distribution with itself shifted by that rank.
 */
export function signedRankDistribution(count: number): Float64Array {
  const probabilities = new Float64Array((count * (count + 1)) / 2 + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= count; rank += 1) {
    for (let sum = (rank * (rank + 1)) / 2; sum >= 0; sum -= 1) {
      const without = probabilities[sum] ?? 0;
      const withRank = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = (without + withRank) / 2;
    }
  }
  return probabilities;
}

/**
 * The largest k whose interval still has the wanted confidence, 1 − 2·P(W < k), with that
 * confidence; k = 1, the whole range, where none has.
 */
export function criticalRank(
  count: number,
  wanted: number,
): { readonly rank: number; readonly confidence: number } {
  return count <= EXACT_UP_TO ? exactRank(count, wanted) : normalRank(count, wanted);
}

function exactRank(
  count: number,
  wanted: number,
): { readonly rank: number; readonly confidence: number } {
  const probabilities = signedRankDistribution(count);
  let below = probabilities[0] ?? 0;
  let rank = 1;
  let confidence = 1 - 2 * below;
  for (;;) {
    below += probabilities[rank] ?? 0;
    if (1 - 2 * below < wanted) return { rank, confidence: Math.max(0, confidence) };
    rank += 1;
    confidence = 1 - 2 * below;
  }
}

/** Mean n(n+1)/4 and variance n(n+1)(2n+1)/24, with the correction for continuity. */
export function normalRank(
  count: number,
  wanted: number,
): { readonly rank: number; readonly confidence: number } {
  const mean = (count * (count + 1)) / 4;
  const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
  const rank = Math.max(1, Math.floor(mean + 0.5 + deviation * normalQuantile((1 - wanted) / 2)));
  return { rank, confidence: 1 - 2 * normalCdf((rank - 0.5 - mean) / deviation) };
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}
