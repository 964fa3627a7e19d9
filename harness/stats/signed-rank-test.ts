import { normalCdf, normalQuantile } from './normal-distribution.ts';
import { countAtMost, kthAverage, pseudoMedian, walshCount } from './walsh-averages.ts';

/** Largest n with an exact null distribution; beyond, the normal approximation is within 1e-4. */
const EXACT_UP_TO = 400;

/** Cumulative null distributions by the number of differences. */
const cachedTails = new Map<number, Float64Array>();

/**
 * Returns the probabilities of the signed-rank statistic W = 0 … n(n+1)/2 if each of the ranks 1 …
 * n counts with a fair coin: each rank in turn mixes the distribution with itself shifted by that
 * rank.
 */
export function signedRankDistribution(count: number): Float64Array {
  const probabilities = new Float64Array(walshCount(count) + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= count; rank += 1) {
    for (let sum = walshCount(rank); sum >= 0; sum -= 1) {
      const without = probabilities[sum] ?? 0;
      const withRank = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = (without + withRank) / 2;
    }
  }
  return probabilities;
}

/** Returns P(W ≤ w) of the signed-rank statistic of n differences whose signs are fair coins. */
export function signedRankTail(n: number, w: number): number {
  if (w < 0) return 0;
  if (w >= walshCount(n)) return 1;
  if (n > EXACT_UP_TO) {
    return normalCdf((Math.floor(w) + 0.5 - walshCount(n) / 2) / deviation(n));
  }
  return tailOf(n)[Math.floor(w)] ?? 1;
}

/** Returns the largest w with P(W ≤ w) ≤ alpha; −1 if even P(W = 0) = 2⁻ⁿ exceeds it. */
export function signedRankCritical(n: number, alpha: number): number {
  if (n > EXACT_UP_TO) {
    return Math.floor(walshCount(n) / 2 - 0.5 + deviation(n) * normalQuantile(alpha));
  }
  const tail = tailOf(n);
  let low = -1;
  let high = tail.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((tail[middle] ?? 1) <= alpha) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Wilcoxon's signed-rank test: returns the two-sided exact probability of paired differences that
 * are symmetric about 0. W⁺ is the number of Walsh averages strictly above 0, W⁻ of those strictly
 * below. Zeros are never dropped and ties never broken at random, and still no level is exceeded:
 * order equal magnitudes arbitrarily and toss a separate coin for each zero; then the sum of ranks
 * of the positive differences has the exact null distribution; it is the number of pairs {i, j}
 * whose larger magnitude is positive. Only then can an average be above 0; hence the count never
 * exceeds that sum, and P(W ≤ M − count) is never less than its p-value.
 */
export function signedRankTest(differences: readonly number[]): number {
  const sorted = Float64Array.from(differences).sort();
  const negated = Float64Array.from(sorted, (value) => -value).reverse();
  const statistic = Math.min(countAtMost(sorted, 0), countAtMost(negated, 0));
  return Math.min(1, 2 * signedRankTail(differences.length, statistic));
}

function tailOf(n: number): Float64Array {
  const known = cachedTails.get(n);
  if (known !== undefined) return known;
  let sum = 0;
  const tail = signedRankDistribution(n).map((probability) => {
    sum += probability;
    return sum;
  });
  cachedTails.set(n, tail);
  return tail;
}

/** Standard deviation of W under equality. */
function deviation(n: number): number {
  return Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
}

interface SignedRankInterval {
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
