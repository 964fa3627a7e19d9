import { median } from './descriptive-statistics.ts';
import { createRandom } from './seeded-random.ts';

/** Position in a sample at which its level most likely changed. */
export interface LevelShift {
  /** Measurements before the change. */
  readonly at: number;
  /** Two-sided probability that chance alone gives a change this clear, at any position. */
  readonly pValue: number;
  readonly before: number;
  readonly after: number;
}

/** Number of permutations: the smallest possible p-value is 1 in 1,000. */
const PERMUTATIONS = 999;
/** Sample size from which the formula is accurate enough, and permutations would take long. */
const PERMUTATION_BELOW = 100;
/** Fixed arbitrary seed, so that a sample always gives the same result. */
const SEED = 20_260_211;

/**
 * Pettitt's test for one change of level at an unknown position ("A non-parametric approach to the
 * change-point problem", Applied Statistics 28, 1979), with a p-value by random permutation, since
 * the formula in that paper is too conservative for the few trials of a run. null below four
 * values.
 */
export function pettittLevelShift(sample: readonly number[]): LevelShift | null {
  if (sample.length < 4) return null;
  const ranks = midRanks(sample);
  const observed = clearestSplit(ranks);
  return {
    at: observed.at,
    pValue:
      sample.length < PERMUTATION_BELOW
        ? permutationPValue(ranks, observed.score)
        : approximatePValue(sample.length, observed.score),
    before: median(sample.slice(0, observed.at)),
    after: median(sample.slice(observed.at)),
  };
}

function permutationPValue(ranks: readonly number[], score: number): number {
  const random = createRandom(SEED);
  let asClear = 0;
  for (let shuffle = 0; shuffle < PERMUTATIONS; shuffle += 1) {
    if (clearestSplit(random.shuffle(ranks)).score >= score) asClear += 1;
  }
  return (asClear + 1) / (PERMUTATIONS + 1);
}

/** Approximation in section 2.3 of the paper, which is conservative; at most 1. */
function approximatePValue(n: number, score: number): number {
  return Math.min(1, 2 * Math.exp((-6 * score ** 2) / (n ** 3 + n ** 2)));
}

/** Returns the split whose first part has the sum of ranks farthest from its expectation. */
function clearestSplit(ranks: readonly number[]): { readonly at: number; readonly score: number } {
  const n = ranks.length;
  let sum = 0;
  let best = { at: 1, score: -1 };
  for (let at = 1; at < n; at += 1) {
    sum += ranks[at - 1] ?? 0;
    const score = Math.abs(2 * sum - at * (n + 1));
    if (score > best.score) best = { at, score };
  }
  return best;
}

/** Rank of each value, from 1, in the order of the sample; equal values share their mean rank. */
export function midRanks(sample: readonly number[]): number[] {
  const order = sample.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(sample.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    // Ranks start + 1 … end.
    for (const { index } of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
