import { median } from '../descriptive-statistics.ts';
import { robustCenter } from './series-noise.ts';

/**
 * Returns the starts of new levels in a series whose values within a level are exactly equal, as
 * counts are. Every step counts, with two exceptions: excursions (runs after which the previous
 * value returns) and levels so short that chance explains them, given how often this series has
 * excursions of one point.
 */
export function findExactChanges(values: Float64Array): { starts: number[]; confidence: number[] } {
  const runs = runsOf(values);
  const n = values.length;
  const single = runs.filter(
    (run, index) => run.end - run.start === 1 && isExcursion(values, runs, index),
  );
  const share = (single.length + 1 / 2) / n;
  const chanceOf = (length: number): number => Math.min(1, n * share ** length);
  const kept = runs.filter((run, index) => {
    const length = run.end - run.start;
    if (index === 0 || !isExcursion(values, runs, index)) return true;
    return length > 1 && chanceOf(length) < MAX_CHANCE_PROBABILITY;
  });
  const starts: number[] = [];
  const confidence: number[] = [];
  for (let index = 1; index < kept.length; index += 1) {
    const [before, after] = [kept[index - 1], kept[index]];
    if (before === undefined || after === undefined) continue;
    if (values[before.start] === values[after.start]) continue;
    const chance = chanceOf(lengthUntilNext(kept, index, n));
    if (chance >= 1) continue;
    starts.push(after.start);
    confidence.push(1 - chance / 2);
  }
  return { starts, confidence };
}

/** Probability of an excursion by chance above which it does not count as a change. */
const MAX_CHANCE_PROBABILITY = 0.05;

interface Run {
  readonly start: number;
  readonly end: number;
}

function runsOf(values: Float64Array): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let index = 1; index <= values.length; index += 1) {
    if (index < values.length && values[index] === values[start]) continue;
    runs.push({ start, end: index });
    start = index;
  }
  return runs;
}

/** True if the value before the run returns after it. */
function isExcursion(values: Float64Array, runs: readonly Run[], index: number): boolean {
  const [before, after] = [runs[index - 1], runs[index + 1]];
  return (
    before !== undefined && after !== undefined && values[before.start] === values[after.start]
  );
}

function lengthUntilNext(kept: readonly Run[], index: number, n: number): number {
  return (kept[index + 1]?.start ?? n) - (kept[index]?.start ?? 0);
}

/** Rise from point to point, with its standard error for independent noise of deviation 1. */
export interface SlopeCandidate {
  readonly slope: number;
  readonly error: number;
}

/**
 * Returns possible slopes of a series in addition to its steps: medians of the rises over a half
 * and a quarter of its length, since a single step hardly moves the latter (the idea of Theil and
 * Sen, with pairs at one distance). A series that is too short has none.
 */
export function slopeCandidates(values: Float64Array): SlopeCandidate[] {
  const n = values.length;
  if (n < MIN_POINTS_FOR_SLOPE) return [];
  return [n >> 1, n >> 2].map((distance) => {
    const pairs = n - distance;
    const rises = Array.from({ length: pairs }, (_, index) => {
      return ((values[index + distance] ?? 0) - (values[index] ?? 0)) / distance;
    });
    // In overlapping differences, the points in the middle cancel: only those at the ends count.
    const independent = Math.min(pairs, distance);
    return {
      slope: median(rises),
      error:
        (MEDIAN_OF_NORMAL * Math.SQRT2 * Math.sqrt(independent / pairs)) /
        distance /
        Math.sqrt(pairs),
    };
  });
}

/** Fits a common slope within the levels by robust least squares; null if these are too short. */
export function slopeWithin(
  values: Float64Array,
  flat: Float64Array,
  slope: number,
  bounds: readonly number[],
): SlopeCandidate | null {
  let [products, squares] = [0, 0];
  for (let number = 1; number < bounds.length; number += 1) {
    const [from, to] = [bounds[number - 1] ?? 0, bounds[number] ?? 0];
    const center = robustCenter(flat, from, to, 1);
    const middle = (from + to - 1) / 2;
    for (let index = from; index < to; index += 1) {
      const residual = Math.max(-MAX_RESIDUAL, Math.min(MAX_RESIDUAL, (flat[index] ?? 0) - center));
      products += (index - middle) * residual;
      squares += (index - middle) ** 2;
    }
  }
  if (values.length < MIN_POINTS_FOR_SLOPE || squares === 0) return null;
  return { slope: slope + products / squares, error: 1 / Math.sqrt(squares) };
}

/** Limit of the deviation of a point from its level. */
const MAX_RESIDUAL = 4;

/** Removes a drift from a series, leaving its middle unchanged. */
export function removeDrift(values: Float64Array, slope: number): Float64Array {
  const middle = (values.length - 1) / 2;
  return values.map((value, index) => value - slope * (index - middle));
}

/** Minimum number of points to distinguish a slope from a step. */
const MIN_POINTS_FOR_SLOPE = 8;
/** Ratio of the standard error of the median to that of the mean, for normal values. */
const MEDIAN_OF_NORMAL = 1.2533;
