import { robustSegments, twoModeCost } from './robust-piecewise-constant-segmentation.ts';

/** Two modes between which a series alternates. */
interface ModeSwitches {
  /** Upper mode minus lower mode. */
  readonly distance: number;
  /** Standard deviation of a point about its mode. */
  readonly deviation: number;
}

/** Fewer jumps are steps. */
const FEWEST_JUMPS = 6;
const SMALLEST_SHARE = 0.05;
/**
 * Minimum distance of two modes in standard deviations of a difference; unimodal noise of any usual
 * distribution stays below.
 */
const CLEAR = 5;
/** Minimum share of jumps that reverse the previous one; steps and sawtooth do not reach it. */
const ALTERNATING = 0.85;

/**
 * Finds two modes by the differences of neighbors, which form a group about zero and an alternating
 * group about ± the modes' distance. null if there is a single mode.
 */
function modeSwitches(values: Float64Array): ModeSwitches | null {
  const differences = Array.from({ length: Math.max(0, values.length - 1) }, (_, index) => {
    return (values[index + 1] ?? 0) - (values[index] ?? 0);
  });
  const limit = splitOf(differences.map(Math.abs));
  const jumps = differences.filter((difference) => Math.abs(difference) > limit);
  const still = differences.filter((difference) => Math.abs(difference) <= limit);
  if (jumps.length < Math.max(FEWEST_JUMPS, SMALLEST_SHARE * differences.length)) return null;
  if (still.length < FEWEST_JUMPS) return null;
  const distance = meanOf(jumps.map(Math.abs));
  const spread = Math.sqrt(meanOf(jumps.map((jump) => (Math.abs(jump) - distance) ** 2)));
  const noise = Math.sqrt(meanOf(still.map((difference) => difference ** 2)));
  const turns = jumps.filter(
    (jump, index) => index > 0 && jump * (jumps[index - 1] ?? 0) < 0,
  ).length;
  if (distance < CLEAR * Math.max(spread, noise)) return null;
  if (turns < ALTERNATING * (jumps.length - 1)) return null;
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
  const switches = modeSwitches(values);
  if (switches === null) return null;
  const { distance } = switches;
  // Equal values in each mode would have no deviation to count in.
  const unit = Math.max(switches.deviation, distance / 1e3);
  const penalty = LEVEL_PRICE * Math.log(values.length);
  const { starts } = robustSegments(
    values.map((value) => value / unit),
    () => penalty,
    twoModeCost(OUTLIER, distance / unit),
  );
  const bounds = [0, ...starts, values.length];
  const isUpper = new Uint8Array(values.length);
  for (let number = 1; number < bounds.length; number += 1) {
    const [from, to] = [bounds[number - 1] ?? 0, bounds[number] ?? 0];
    isUpper.set(upperPoints(values.subarray(from, to), { ...switches, deviation: unit }), from);
  }
  const lower = values.map((value, index) => value - distance * (isUpper[index] ?? 0));
  return { lower, isUpper, distance };
}

/** Penalty of a level in units of ln n, as usual; the actual search comes later. */
const LEVEL_PRICE = 2.6;
/** In variances. */
const OUTLIER = 9;

/** For each point of a stretch, whether it lies in the upper mode. */
function upperPoints(stretch: Float64Array, { distance, deviation }: ModeSwitches): number[] {
  const sorted = stretch.toSorted();
  const middle = sorted[sorted.length >> 1] ?? 0;
  const farthest = OUTLIER * deviation ** 2;
  const cost = (low: number): number =>
    stretch.reduce((sum, value) => {
      return sum + Math.min(farthest, (value - low) ** 2, (value - low - distance) ** 2);
    }, 0);
  const low = cost(middle - distance) < cost(middle) ? middle - distance : middle;
  return Array.from(stretch, (value) => (value > low + distance / 2 ? 1 : 0));
}

/** Between two groups of values: halfway between their means, found from the middle of the range. */
function splitOf(values: readonly number[]): number {
  let limit = values.reduce((a, b) => Math.max(a, b), 0) / 2;
  for (let turn = 0; turn < 30; turn += 1) {
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
