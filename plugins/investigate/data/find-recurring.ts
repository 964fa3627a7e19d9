import { median } from '../observed/median.ts';

/** Something that comes again and again, and did not before. */
export interface Recurring {
  /** Index of the first time. */
  readonly index: number;
  /** Index of the second: the first may have been an outlier. */
  readonly second: number;
  /** Index after the last time; null: it goes on to the end. */
  readonly end: number | null;
  readonly before: number;
  readonly after: number;
  /** Share of the points since then that are of it. */
  readonly share: number;
  readonly confidence: number;
}

/** Times that it has to come. */
const FEWEST_TIMES = 4;
/** Outliers before it that are no sign of it having been there. */
const MOST_BEFORE = 2;
/** How far beyond the usual ones a point lies, in standard deviations of these. */
const DEVIATIONS = 4;
/** Standard deviations of a normal distribution in its median distance from the median. */
const OF_NORMAL = 1.4826;

/**
 * A second mode that was not there before, as of a job that locks a table every few minutes: points far above
 * the usual ones, the first of which comes later than chance lets the first of so many come. What was there
 * from the beginning is as ever.
 *
 * @param isWorse - Whether the second of two levels is worse than the first by more than nothing.
 * @param falseAlarms - In at most this share of series in which outliers come at random one is seen.
 */
export function findRecurring(
  values: readonly number[],
  isWorse: (usual: number, value: number) => boolean,
  falseAlarms: number,
): Recurring | null {
  const isRelative = values.every((value) => value > 0);
  const scaled = isRelative ? values.map(Math.log) : values;
  const center = median(scaled) ?? 0;
  const spread = OF_NORMAL * (median(scaled.map((value) => Math.abs(value - center))) ?? 0);
  const usual = isRelative ? Math.exp(center) : center;
  const isFar = values.map(
    (value, index) => isWorse(usual, value) && (scaled[index] ?? 0) > center + DEVIATIONS * spread,
  );
  const times = [...isFar.keys()].filter((index) => isFar[index] && isFar[index - 1] !== true);
  const far = (from: number): readonly number[] =>
    values.filter((_, index) => index >= from && isFar[index]);
  for (let earlier = 0; earlier <= MOST_BEFORE; earlier += 1) {
    const index = times[earlier] ?? 0;
    const count = times.length - earlier;
    if (count < FEWEST_TIMES) return null;
    // Half of the false alarms are for what never came before.
    const tried = earlier === 0 ? 2 : 2 * MOST_BEFORE;
    const chance = tried * atMost(earlier, times.length, index / values.length);
    if (chance > falseAlarms) continue;
    const own = times.slice(earlier);
    const gap = Math.max(...own.slice(1).map((at, place) => at - (own[place] ?? 0)));
    const last = isFar.lastIndexOf(true) + 1;
    return {
      ...{ index, second: own[1] ?? index },
      ...{ end: values.length - last <= 2 * gap ? null : last },
      before: median(values.filter((_, place) => place < index && !isFar[place])) ?? usual,
      after: median(far(index)) ?? usual,
      share: far(index).length / (values.length - index),
      confidence: 1 - chance,
    };
  }
  return null;
}

/** Probability that of so many at random places at most some lie in the first part of all places. */
export function atMost(some: number, count: number, part: number): number {
  let [sum, ways] = [0, 1];
  for (let number = 0; number <= some; number += 1) {
    sum += ways * part ** number * (1 - part) ** (count - number);
    ways *= (count - number) / (number + 1);
  }
  return Math.min(1, sum);
}
