import { normalCdf } from './normal-distribution.ts';

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
export interface RankSumCut {
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
