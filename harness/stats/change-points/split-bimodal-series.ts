import { robustSegments, twoModeCost } from './robust-piecewise-constant-segmentation.ts';

/** Two modes between which a series alternates. */
interface ModeSwitches {
  /** Upper mode minus lower mode. */
  readonly distance: number;
  /** Standard deviation of a point about its mode. */
  readonly deviation: number;
}

/** Minimum number and share of jumps between modes; fewer are steps. */
const MIN_JUMPS = 6;
const MIN_JUMP_SHARE = 0.05;
/**
 * Minimum distance of two modes in standard deviations of a difference; unimodal noise of any usual
 * distribution stays below.
 */
const MIN_MODE_DISTANCE = 5;
/** Minimum share of jumps that reverse the previous one; steps and sawtooth do not reach it. */
const MIN_REVERSAL_SHARE = 0.85;

/**
 * Finds two modes by the differences of neighbors, which form a group about zero and an alternating
 * group about ± the distance of the modes. null if there is a single mode.
 */
function findModeSwitches(values: Float64Array): ModeSwitches | null {
  const differences = Array.from({ length: Math.max(0, values.length - 1) }, (_, index) => {
    return (values[index + 1] ?? 0) - (values[index] ?? 0);
  });
  const limit = limitBetweenGroups(differences.map(Math.abs));
  const jumps = differences.filter((difference) => Math.abs(difference) > limit);
  const steady = differences.filter((difference) => Math.abs(difference) <= limit);
  if (jumps.length < Math.max(MIN_JUMPS, MIN_JUMP_SHARE * differences.length)) return null;
  if (steady.length < MIN_JUMPS) return null;
  const distance = meanOf(jumps.map(Math.abs));
  const spread = Math.sqrt(meanOf(jumps.map((jump) => (Math.abs(jump) - distance) ** 2)));
  const noise = Math.sqrt(meanOf(steady.map((difference) => difference ** 2)));
  const reversals = jumps.filter(
    (jump, index) => index > 0 && jump * (jumps[index - 1] ?? 0) < 0,
  ).length;
  if (distance < MIN_MODE_DISTANCE * Math.max(spread, noise)) return null;
  if (reversals < MIN_REVERSAL_SHARE * (jumps.length - 1)) return null;
  return { distance, deviation: noise / Math.SQRT2 };
}

/** Series with its upper mode shifted onto the lower one. */
export interface SplitModes {
  /** Each point of the upper mode less the distance. */
  readonly lower: Float64Array;
  /** 1 for the points of the upper mode. */
  readonly isUpper: Uint8Array;
  readonly distance: number;
}

/** Separates two modes, level by level, since levels may change as well; null for a single mode. */
export function splitSeriesModes(values: Float64Array): SplitModes | null {
  const switches = findModeSwitches(values);
  if (switches === null) return null;
  const { distance } = switches;
  // Not 0 if all values of a mode are equal.
  const unit = Math.max(switches.deviation, distance / 1e3);
  const penalty = LEVEL_PENALTY * Math.log(values.length);
  const { starts } = robustSegments(
    values.map((value) => value / unit),
    () => penalty,
    twoModeCost(OUTLIER_COST, distance / unit),
  );
  const bounds = [0, ...starts, values.length];
  const isUpper = new Uint8Array(values.length);
  for (let number = 1; number < bounds.length; number += 1) {
    const [from, to] = [bounds[number - 1] ?? 0, bounds[number] ?? 0];
    isUpper.set(markUpperPoints(values.subarray(from, to), { ...switches, deviation: unit }), from);
  }
  const lower = values.map((value, index) => value - distance * (isUpper[index] ?? 0));
  return { lower, isUpper, distance };
}

/** Penalty of a level in units of ln n; only a preliminary segmentation depends on it. */
const LEVEL_PENALTY = 2.6;
/** Cost of an outlier, in variances. */
const OUTLIER_COST = 9;

/** Returns 1 for each point of a segment that lies in the upper mode, else 0. */
function markUpperPoints(stretch: Float64Array, { distance, deviation }: ModeSwitches): number[] {
  const sorted = stretch.toSorted();
  const middle = sorted[sorted.length >> 1] ?? 0;
  const farthest = OUTLIER_COST * deviation ** 2;
  const cost = (low: number): number =>
    stretch.reduce((sum, value) => {
      return sum + Math.min(farthest, (value - low) ** 2, (value - low - distance) ** 2);
    }, 0);
  const low = cost(middle - distance) < cost(middle) ? middle - distance : middle;
  return Array.from(stretch, (value) => (value > low + distance / 2 ? 1 : 0));
}

/** Returns the limit halfway between the means of two groups, iterating from half the range. */
function limitBetweenGroups(values: readonly number[]): number {
  let limit = values.reduce((a, b) => Math.max(a, b), 0) / 2;
  for (let iteration = 0; iteration < 30; iteration += 1) {
    const [below, above] = [
      values.filter((value) => value <= limit),
      values.filter((value) => value > limit),
    ];
    if (above.length === 0) break;
    const next = (meanOf(below) + meanOf(above)) / 2;
    if (Math.abs(next - limit) <= 1e-12 * Math.abs(limit)) break;
    limit = next;
  }
  return limit;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
