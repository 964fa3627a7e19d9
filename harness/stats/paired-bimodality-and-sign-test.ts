import { twoModes } from './bimodality-and-outliers.ts';
import { median } from './descriptive-statistics.ts';
import { ascending } from './order-statistics.ts';
import { binomialBelow } from './quantile-confidence-interval.ts';

/** Two groups into which the units of both sides fall. */
export interface PairedModes {
  /** Shares of the units in the upper group. */
  readonly base: number;
  readonly head: number;
  /** Centres of the groups over both sides. */
  readonly low: number;
  readonly high: number;
  /** Two-sided exact probability of shares so unlike if both sides had the same. */
  readonly pValue: number;
}

/**
 * Finds two groups of values within a side; null if neither side has two. Both sides together are
 * not searched: if one is much slower, they always form two groups. A side without two groups is
 * split at the limit of the other. Zeros among other values count as a group, however few. The
 * shares are compared by the pairs whose units are in different groups, which random slots make
 * equally likely either way (McNemar, Psychometrika 12, 1947, exact).
 */
export function pairedModes(base: readonly number[], head: readonly number[]): PairedModes | null {
  const [baseLimit, headLimit] = [limitBetween(base), limitBetween(head)];
  const limit = baseLimit ?? headLimit;
  if (limit === null) return null;
  const isBaseHigh = base.map((value) => value > limit);
  const isHeadHigh = head.map((value) => value > (headLimit ?? limit));
  const isHigh = [...isBaseHigh, ...isHeadHigh];
  const all = [...base, ...head];
  const rises = isBaseHigh.filter((high, index) => !high && isHeadHigh[index]).length;
  const falls = isBaseHigh.filter((high, index) => high && !isHeadHigh[index]).length;
  return {
    base: share(isBaseHigh),
    head: share(isHeadHigh),
    low: median(all.filter((_, index) => !isHigh[index])),
    high: median(all.filter((_, index) => isHigh[index])),
    pValue: signTest(rises, falls),
  };
}

/** Returns a limit between the two groups of one side; null if there is one group. */
function limitBetween(sample: readonly number[]): number | null {
  if (sample.includes(0) && sample.some((value) => value > 0)) return 0;
  const modes = twoModes(sample);
  if (modes === null) return null;
  const sorted = ascending(sample);
  const { count } = modes.low;
  const [low, high] = [sorted[count - 1] ?? 0, sorted[count] ?? 0];
  const middle = (low + high) / 2;
  // There is no number between adjacent floating-point numbers, so their mean is rounded to either.
  return middle < high ? middle : low;
}

function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}

/**
 * Returns the rank k of the ends of an interval for the median, counted from either end, so that
 * each errs with a probability of at most `alpha`: the largest k with P(B ≤ k − 1) ≤ alpha, B
 * binomial(n, ½) (Conover, Practical Nonparametric Statistics, 3rd ed., 3.2). 0 if there is none.
 */
export function signCut(n: number, alpha: number): number {
  const below = binomialBelow(n, 1 / 2);
  let cut = 0;
  while (cut < n / 2 && (below[cut + 1] ?? 1) <= alpha) cut += 1;
  return cut;
}

/** Returns the two-sided exact probability that fair coins give a split this uneven. */
export function signTest(first: number, second: number): number {
  const below = binomialBelow(first + second, 1 / 2);
  return Math.min(1, 2 * (below[Math.min(first, second) + 1] ?? 1));
}
