import { median } from '../observations/median.ts';
import type { RequestCell } from '../observations/requests-by-interval.ts';

/** Recurring outliers that did not occur before. */
interface RecurringOutliers {
  /** Index of the first time. */
  readonly index: number;
  /** Index of the second outlier, since the first may have been unrelated. */
  readonly second: number;
  /** Index after the last outlier; null if they continue to the end. */
  readonly end: number | null;
  readonly before: number;
  readonly after: number;
  /** Fraction of the points since then that are such outliers. */
  readonly share: number;
  readonly confidence: number;
}

const FEWEST_TIMES = 4;
const MOST_BEFORE = 2;
const DEVIATIONS = 4;
/** Standard deviations of a normal distribution in its median distance from the median. */
const OF_NORMAL = 1.4826;

/**
 * Finds a new second mode, such as from a job that locks a table every few minutes: outliers above
 * the usual points, the first of which comes later than expected for so many at random. A mode that
 * existed from the beginning does not count.
 *
 * @param isWorse - True if the second of two levels is materially worse than the first.
 * @param falseAlarms - Largest share of series with randomly occurring outliers in which a mode may
 * be found.
 */
export function findRecurringOutliers(
  values: readonly number[],
  isWorse: (usual: number, value: number) => boolean,
  falseAlarms: number,
): RecurringOutliers | null {
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
    // Half of the false-alarm rate is reserved for patterns without any earlier outlier.
    const tried = earlier === 0 ? 2 : 2 * MOST_BEFORE;
    const random = tried * binomialCdf(earlier, times.length, index / values.length);
    const own = times.slice(earlier);
    const chance = Math.min(random, tried * chanceOfPeriod(own, earlier));
    if (chance > falseAlarms) continue;
    const gap = Math.max(...own.slice(1).map((at, place) => at - (own[place] ?? 0)));
    const last = isFar.lastIndexOf(true) + 1;
    return {
      index,
      second: own[1] ?? index,
      end: values.length - last <= 2 * gap ? null : last,
      before: median(values.filter((_, place) => place < index && !isFar[place])) ?? usual,
      after: median(far(index)) ?? usual,
      share: far(index).length / (values.length - index),
      confidence: 1 - chance,
    };
  }
  return null;
}

/** Number of points by which the times of a period may deviate. */
const OFF = 1;

/**
 * Returns the larger of two probabilities: that evenly spaced points occur by chance, and that the
 * period existed before and was missed each time. The probability of so many misses, given so many
 * occurrences, follows from the rule of succession (Laplace 1774).
 */
function chanceOfPeriod(times: readonly number[], others: number): number {
  const gaps = times.slice(1).map((at, place) => at - (times[place] ?? 0));
  const gap = median(gaps) ?? 0;
  if (others > 0 || gap <= 2 * OFF || gaps.some((interval) => Math.abs(interval - gap) > OFF))
    return 1;
  const even = ((2 * OFF + 1) / (2 * gap)) ** (gaps.length - 1);
  let missed = 1;
  for (let time = 1; time <= Math.floor((times[0] ?? 0) / gap); time += 1)
    missed *= time / (times.length + 1 + time);
  return Math.max(even, missed);
}

/** Returns the probability that at most `some` of `count` random places lie in the first `part`. */
export function binomialCdf(some: number, count: number, part: number): number {
  if (some >= count || part <= 0) return 1;
  if (part >= 1) return 0;
  let sum = 0;
  // In logarithms: of thousands, single terms are too small for a number.
  let log = count * Math.log1p(-part);
  for (let number = 0; number <= some; number += 1) {
    sum += Math.exp(log);
    log += Math.log((count - number) / (number + 1)) + Math.log(part) - Math.log1p(-part);
  }
  return Math.min(1, sum);
}

type Cells = readonly (RequestCell | undefined)[];

/** Rate of investigations that may report random errors as a rise, for any series (Bonferroni). */
const FALSE_ALARMS = 0.01;

/**
 * Returns true where at least this many errors may occur by chance in some run of intervals,
 * wherever the run starts and ends.
 */
export function isChanceErrorCount(
  cells: Cells,
  { interval, end }: { readonly interval: number; readonly end: number },
  looked: number,
): boolean {
  const whole = sumOfErrors(cells);
  const within = sumOfErrors(cells.slice(interval, end));
  const outside = (whole.count - within.count) / Math.max(1, whole.count);
  const places = cells.filter((cell) => cell !== undefined).length ** 2;
  const chance = binomialCdf(whole.errors - within.errors, whole.errors, outside);
  return chance * places > FALSE_ALARMS / looked;
}

function sumOfErrors(cells: Cells): { readonly count: number; readonly errors: number } {
  return cells.reduce(
    (sum, cell) => ({
      count: sum.count + (cell?.count ?? 0),
      errors: sum.errors + (cell?.errors ?? 0),
    }),
    { count: 0, errors: 0 },
  );
}
