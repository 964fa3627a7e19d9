import { median } from '../observed/median.ts';

/** A level that gave way to another, as ranks alone show it. */
export interface RankChange {
  /** The first point of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
}

/** How much more one level varies than the other, from which a common noise describes neither. */
const LEAST_RATIO = 4;
const FEWEST_POINTS = 5;

/**
 * A change between two levels of which one varies far more than the other, as hits of a cache do that
 * was always hit: beside the noise of the calm one the other is no level at all to a search that
 * takes the noise to be the same everywhere. Ranks do not mind (Pettitt, "A Non-Parametric Approach
 * to the Change-Point Problem", Applied Statistics 28, 1979, with its approximation of the probability; where
 * no value of one level is among those of the other it is counted: two of all orders, at each place).
 *
 * @param falseAlarms - In at most this share of series without a change one is seen.
 * @returns null where there is none, or where both vary alike and the usual search has its say.
 */
export function rankChange(values: readonly number[], falseAlarms: number): RankChange | null {
  const n = values.length;
  let [sum, best, index] = [0, 0, 0];
  for (let at = 0; at < n - 1; at += 1) {
    for (const other of values) sum += Math.sign((values[at] ?? 0) - other);
    if (Math.abs(sum) > best) [best, index] = [Math.abs(sum), at + 1];
  }
  const isApart = best === index * (n - index);
  const chance = isApart
    ? (2 * n) / choose(n, index)
    : 2 * Math.exp((-6 * best ** 2) / (n ** 3 + n ** 2));
  if (chance > falseAlarms || index < FEWEST_POINTS || n - index < FEWEST_POINTS) return null;
  const [first, second] = [values.slice(0, index), values.slice(index)];
  const spreads = [spreadOf(first), spreadOf(second)].toSorted((a, b) => a - b);
  if ((spreads[1] ?? 0) < LEAST_RATIO * (spreads[0] ?? 0) || spreads[1] === 0) return null;
  return { index, before: median(first) ?? 0, after: median(second) ?? 0 };
}

/** How many ways there are to choose some of so many. */
function choose(n: number, some: number): number {
  let ways = 1;
  for (let one = 1; one <= some; one += 1) ways *= (n - some + one) / one;
  return ways;
}

/** Median distance from the median. */
function spreadOf(values: readonly number[]): number {
  const center = median(values) ?? 0;
  return median(values.map((value) => Math.abs(value - center))) ?? 0;
}
