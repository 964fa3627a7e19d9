import { median, medianDeviation } from '../observations/median.ts';

export interface RankChange {
  /** The first point of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
}

/** Ratio of the variation of two levels from which a common noise estimate fits neither. */
const LEAST_RATIO = 4;
const FEWEST_POINTS = 5;

/**
 * Finds a change at one of a few places between two levels of which one varies far more than the
 * other, such as the hit rate of a cache that was always hit. A search that assumes the same noise
 * everywhere misses such a level. Ranks are not affected (Mann and Whitney, Annals of Mathematical
 * Statistics 18, 1947, by the normal approximation with its correction for ties; where the two
 * levels do not overlap the probability is exact: two of all orders). Bonferroni correction over
 * the places.
 *
 * @param places - Indexes at which the new level may begin.
 * @param falseAlarms - Largest share of series without a change in which a change may be found.
 * @returns null where there is no change, or where both levels vary alike and the usual search
 * applies.
 */
export function findRankChange(
  values: readonly number[],
  places: readonly number[],
  falseAlarms: number,
): RankChange | null {
  const possible = places.filter(
    (place) => place >= FEWEST_POINTS && values.length - place >= FEWEST_POINTS,
  );
  const [best] = possible
    .map((index) => ({ index, chance: chanceOf(values, index) * possible.length }))
    .toSorted((a, b) => a.chance - b.chance);
  if (best === undefined || best.chance > falseAlarms) return null;
  const [first, second] = [values.slice(0, best.index), values.slice(best.index)];
  const [calm = 0, wild = 0] = [first, second].map(medianDeviation).toSorted((a, b) => a - b);
  if (wild < LEAST_RATIO * calm || wild === 0) return null;
  return { index: best.index, before: median(first) ?? 0, after: median(second) ?? 0 };
}

/** Probability that values without a change differ as much around a place, in either direction. */
function chanceOf(values: readonly number[], place: number): number {
  const [n, m, all] = [place, values.length - place, values.length];
  let above = 0;
  for (const after of values.slice(place))
    for (const before of values.slice(0, place)) above += (Math.sign(after - before) + 1) / 2;
  if (above === 0 || above === n * m) return 2 / choose(all, n);
  const counts = [...Map.groupBy(values, (value) => value).values()].map(({ length }) => length);
  const tied = counts.reduce((sum, count) => sum + count ** 3 - count, 0);
  const variance = ((n * m) / 12) * (all + 1 - tied / (all * (all - 1)));
  return variance === 0 ? 1 : twoSided(Math.abs(above - (n * m) / 2) / Math.sqrt(variance));
}

/**
 * Returns an upper bound of the two-sided tail probability of a normal distribution, by Mills'
 * ratio (Gordon, Annals of Mathematical Statistics 12, 1941); a tenth too high at three deviations.
 */
function twoSided(deviations: number): number {
  if (deviations <= 1) return 1;
  return Math.min(
    1,
    (2 * Math.exp(-(deviations ** 2) / 2)) / (deviations * Math.sqrt(2 * Math.PI)),
  );
}

/** Number of ways to choose `some` of `n`. */
function choose(n: number, some: number): number {
  let ways = 1;
  for (let factor = 1; factor <= some; factor += 1) ways *= (n - some + factor) / factor;
  return ways;
}
