import { median } from './descriptive-statistics.ts';
import { normalCdf } from './normal-distribution.ts';
import { ascending } from './order-statistics.ts';
import { medianInterval } from './quantile-confidence-interval.ts';

/** Ratio of a metric of the head to that of the base, with its interval. */
export interface RatioInterval {
  /** Ratio head / base; null if the base is zero. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Signs of the ends of the interval: −1 below equality, 0 at it, 1 above. */
  readonly signs: readonly [low: number, high: number];
  readonly confidence: number;
}

/**
 * Returns the ratio of two independent samples. Computed on logarithms if all values are positive;
 * otherwise (no collections, no errors) from the shift on the plain scale relative to the median of
 * the base, and if that is zero too only the direction is known.
 */
export function ratioInterval(
  base: readonly number[],
  head: readonly number[],
  wanted: number,
): RatioInterval {
  const isPositive = [...base, ...head].every((value) => value > 0);
  const scale = isPositive ? Math.log : (value: number) => value;
  const shift = shiftInterval(base.map(scale), head.map(scale), wanted);
  const center = median(base);
  const toRatio = (value: number): number | null => {
    if (isPositive) return Math.exp(value);
    // No metric falls below zero, so no ratio does, however wide the interval is.
    return center > 0 ? Math.max(0, 1 + value / center) : null;
  };
  return {
    ratio: toRatio(shift.estimate),
    low: toRatio(shift.low),
    high: toRatio(shift.high),
    signs: [Math.sign(shift.low), Math.sign(shift.high)],
    confidence: shift.confidence,
  };
}

/** Shift of the second sample relative to the first. */
interface ShiftInterval {
  /** Hodges-Lehmann estimate: the median of all pairwise differences. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Probability that the interval covers the shift; less than requested for small samples. */
  readonly confidence: number;
}

/**
 * Returns the shift between two independent samples with the interval that inverts the Mann-Whitney
 * test. The ends are closed, so ties only widen it. It assumes that the populations differ only by
 * a shift; on logarithms, by a constant ratio.
 */
export function shiftInterval(
  base: readonly number[],
  head: readonly number[],
  wanted: number,
): ShiftInterval {
  const from = Float64Array.from(ascending(base));
  const to = Float64Array.from(ascending(head));
  const count = from.length * to.length;
  if (count === 0)
    throw new RangeError(
      'estimating a shift requires measurements on both sides of the comparison',
    );
  const { position, confidence } = rankSumCut(from.length, to.length, wanted);
  const middle = (count + 1) >> 1;
  return {
    estimate: (kthDifference(from, to, middle) + kthDifference(from, to, count + 1 - middle)) / 2,
    low: kthDifference(from, to, position),
    high: kthDifference(from, to, count + 1 - position),
    confidence,
  };
}

/** Returns the k-th smallest difference `to` − `from`, by bisection down to neighbouring doubles. */
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

/** Counts differences of at most `limit`; both samples ascend, so one pass over each is enough. */
function countUpTo(from: Float64Array, to: Float64Array, limit: number): number {
  let count = 0;
  let reached = 0;
  for (const start of from) {
    while (reached < to.length && (to[reached] ?? 0) - start <= limit) reached += 1;
    count += reached;
  }
  return count;
}

/**
 * Returns the median of head / base over pairs with its interval; influences common to both sides,
 * such as a busy machine, cancel out. Values must be positive.
 */
export function pairedRatio(
  base: readonly number[],
  head: readonly number[],
  confidence: number,
): { readonly ratio: number; readonly low: number; readonly high: number } {
  const ratios = base.map((value, index) => (head[index] ?? Number.NaN) / value);
  const { low, high } = medianInterval(ratios, confidence);
  return { ratio: median(ratios), low, high };
}

/** Product of the sizes above which the normal approximation is as good, and cheaper. */
const EXACT_UP_TO = 2_500;

/**
 * Returns the distribution of the Mann-Whitney count U under equal populations: P(U ≤ u) for u = 0
 * … nm. U is the number of pairs in which the value of the first sample exceeds that of the second.
 * Exact, by recursion on the sample with the largest value (Mann and Whitney, Annals of
 * Mathematical Statistics 18, 1947): P(u; n, m) = n/(n+m)·P(u − m; n−1, m) + m/(n+m)·P(u; n, m−1).
 */
export function rankSumDistribution(n: number, m: number): Float64Array {
  // Row for the current n: a distribution for each size of the second sample from 0 to m.
  let row = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let first = 1; first <= n; first += 1) {
    let fewerSecond = Float64Array.of(1);
    row = row.map((fewerFirst, second) => {
      if (second === 0) return fewerSecond;
      const share = first / (first + second);
      const distribution = new Float64Array(first * second + 1);
      for (const [u, probability] of fewerSecond.entries()) {
        distribution[u] = (1 - share) * probability;
      }
      for (const [u, probability] of fewerFirst.entries()) {
        distribution[u + second] = (distribution[u + second] ?? 0) + share * probability;
      }
      fewerSecond = distribution;
      return distribution;
    });
  }
  return cumulativeSums(row[m] ?? Float64Array.of(1));
}

/** Order statistics of the differences that form an interval. */
interface RankSumCut {
  /** Position from either end, 1 for the outermost. */
  readonly position: number;
  /** Probability that the interval between them covers the shift. */
  readonly confidence: number;
}

/**
 * Returns the innermost position from either end of the sorted pairwise differences whose interval
 * covers the shift with the wanted probability. If the samples are too small, returns the outermost
 * position with its actual confidence: 1 − 2·P(U < position) (Hollander, Wolfe, Chicken,
 * Nonparametric Statistical Methods, 3rd ed., 4.3).
 */
export function rankSumCut(n: number, m: number, wanted: number): RankSumCut {
  const key = `${n} ${m} ${wanted}`;
  const known = cachedCuts.get(key);
  if (known !== undefined) return known;
  const cut = findCut(n, m, wanted);
  cachedCuts.set(key, cut);
  return cut;
}

/** Cached, since all metrics of a comparison have the same few sizes. */
const cachedCuts = new Map<string, RankSumCut>();

function findCut(n: number, m: number, wanted: number): RankSumCut {
  const below = n * m <= EXACT_UP_TO ? exactTail(n, m) : approximateTail(n, m);
  const confidenceAt = (position: number): number => 1 - 2 * below(position - 1);
  // Confidence decreases with each position: at `position` it reaches the wanted value, at `tooFar`
  // it does not.
  let position = 1;
  let tooFar = ((n * m) >> 1) + 2;
  while (tooFar - position > 1) {
    const middle = (position + tooFar) >> 1;
    if (confidenceAt(middle) >= wanted) position = middle;
    else tooFar = middle;
  }
  return { position, confidence: Math.max(0, confidenceAt(position)) };
}

/** P(U ≤ u), exact. */
function exactTail(n: number, m: number): (u: number) => number {
  const distribution = rankSumDistribution(n, m);
  return (u) => distribution[Math.min(u, n * m)] ?? 0;
}

/** P(U ≤ u) by the normal distribution of equal mean and variance, with continuity correction. */
function approximateTail(n: number, m: number): (u: number) => number {
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
  return (u) => normalCdf((u + 0.5 - (n * m) / 2) / deviation);
}

function cumulativeSums(distribution: Float64Array): Float64Array {
  let sum = 0;
  return distribution.map((probability) => {
    sum += probability;
    return sum;
  });
}
