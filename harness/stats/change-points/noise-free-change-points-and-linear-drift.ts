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
    (run, index) => run.end - run.start === 1 && returns(values, runs, index),
  );
  const share = (single.length + 1 / 2) / n;
  const chanceOf = (length: number): number => Math.min(1, n * share ** length);
  const kept = runs.filter((run, index) => {
    const length = run.end - run.start;
    if (index === 0 || !returns(values, runs, index)) return true;
    return length > 1 && chanceOf(length) < MOST_BY_CHANCE;
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

/** Probability by chance above which an excursion does not count as a change. */
const MOST_BY_CHANCE = 0.05;

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
function returns(values: Float64Array, runs: readonly Run[], index: number): boolean {
  const [before, after] = [runs[index - 1], runs[index + 1]];
  return (
    before !== undefined && after !== undefined && values[before.start] === values[after.start]
  );
}

function lengthUntilNext(kept: readonly Run[], index: number, n: number): number {
  return (kept[index + 1]?.start ?? n) - (kept[index]?.start ?? 0);
}

/** A rise from point to point, with its standard error for independent noise of deviation 1. */
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
  if (n < SHORTEST) return [];
  return [n >> 1, n >> 2].map((distance) => {
    const pairs = n - distance;
    const rises = Array.from({ length: pairs }, (_, index) => {
      return ((values[index + distance] ?? 0) - (values[index] ?? 0)) / distance;
    });
    // Points in the middle of a quarter's distance cancel: only the two ends count.
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

/** Common slope within these levels by robust least squares; null: the levels are too short. */
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
      const rest = Math.max(-FARTHEST, Math.min(FARTHEST, (flat[index] ?? 0) - center));
      products += (index - middle) * rest;
      squares += (index - middle) ** 2;
    }
  }
  if (values.length < SHORTEST || squares === 0) return null;
  return { slope: slope + products / squares, error: 1 / Math.sqrt(squares) };
}

/** Deviations from its level that a point counts for at most. */
const FARTHEST = 4;

/** The series without a drift, unmoved in its middle. */
export function removeDrift(values: Float64Array, slope: number): Float64Array {
  const middle = (values.length - 1) / 2;
  return values.map((value, index) => value - slope * (index - middle));
}

/** Fewer points cannot tell a slope from a step. */
const SHORTEST = 8;
/** Ratio of the standard error of the median to that of the mean, for normal values. */
const MEDIAN_OF_NORMAL = 1.2533;
