/** Position in a series at which its level changed for good. */
export interface ChangePoint {
  /** Index of the first point of the new level. */
  readonly index: number;
  /** First and last index that may be the first point of the new level, with 95 % confidence. */
  readonly low: number;
  readonly high: number;
  /** Levels on both sides, in the unit of the series. */
  readonly before: number;
  readonly after: number;
  /** Ratio after / before; null if a level is not positive. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio; zero width if the series has no noise. */
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  /** 1 minus the probability of so clear a change by chance anywhere in a series this long. */
  readonly confidence: number;
  /** True if the conditions changed at this index, so that the change is not one of the code. */
  readonly isStart: boolean;
}

/** Part of a series between two changes. */
export interface Level {
  /** Index of its first point. */
  readonly start: number;
  /** Index after its last point. */
  readonly end: number;
  /** Its centre, in the unit of the series. */
  readonly value: number;
}

/** Gradual change, too even to consist of single steps. */
interface Drift {
  /** Index of its first point. */
  readonly start: number;
  /** Index after its last point. */
  readonly end: number;
  /** Mean ratio of a point to its predecessor: 1.001 rises 0.1 % a point. Null as for changes. */
  readonly ratioPerPoint: number | null;
}

/** Two levels between which a series alternates, without that being a change. */
interface SeriesModes {
  /** Centers over the whole series, in its unit. */
  readonly low: number;
  readonly high: number;
  /** Share of the points in the upper mode, 0 … 1. */
  readonly share: number;
}

/** Development of a series over time: changes, levels, drift and modes. */
export interface ChangePoints {
  readonly points: readonly ChangePoint[];
  /** Contiguous levels from the first point to the last; empty for an empty series. */
  readonly levels: readonly Level[];
  readonly drift: Drift | null;
  readonly modes: SeriesModes | null;
  /** Standard deviation about a level: relative if all > 0, else in series units; 0 if equal. */
  readonly noise: number;
}

/** Position of a change between two known levels. */
export interface ChangeLocation {
  /** First point of the new level: the index with the greatest expected closeness to it. */
  readonly index: number;
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;
/** Value of a position that is off by 0, 1 or 2 points. */
const CLOSENESS = [1, 0.8, 0.6];
/** Degrees of freedom of Student's t: nearly normal close to a level, with heavier tails far away. */
const TAIL_DEGREES_OF_FREEDOM = 10;

/**
 * Locates a change: weights each possible first point of the new level, from `start` + 1 to `end` −
 * 1, by the likelihood of the points on both sides; correlation of neighbors flattens the weights.
 * The interval is the shortest with 95 % of the weight. The index is that of the greatest expected
 * closeness, not the likeliest (docs/decisions/0047). An outlier has little influence, since it is
 * far from both levels. Its cost is not capped: between levels that are far apart, a stray point is
 * still closer to one of them.
 * @param values - In standard deviations of the noise, as are the levels.
 */
export function locateChangePoint(
  values: Float64Array,
  { start, end }: { readonly start: number; readonly end: number },
  [before, after]: readonly [number, number],
  inflation: number,
): ChangeLocation {
  // logs[i]: −2·inflation·log-likelihood, up to a constant, of start + 1 + i being the first point.
  const logs = new Float64Array(Math.max(1, end - start - 1));
  let [sum, best] = [0, 0];
  for (let index = 0; index < logs.length; index += 1) {
    const value = values[start + index] ?? 0;
    if (index > 0) sum += costOf(value - before) - costOf(value - after);
    logs[index] = sum;
    if (sum < (logs[best] ?? 0)) best = index;
  }
  const lowest = logs[best] ?? 0;
  const weights = logs.map((log) => Math.exp((lowest - log) / (2 * inflation)));
  const totalWeight = weights.reduce((total, weight) => total + weight, 0);
  let [low, high, coveredWeight] = [best, best, weights[best] ?? 0];
  while (coveredWeight < CONFIDENCE * totalWeight && (low > 0 || high < weights.length - 1)) {
    const [left, right] = [weights[low - 1] ?? -1, weights[high + 1] ?? -1];
    if (left > right) low -= 1;
    else high += 1;
    coveredWeight += Math.max(left, right);
  }
  const first = start + 1;
  return { index: first + indexOfGreatestCloseness(weights), low: first + low, high: first + high };
}

/** Returns the index at which the expected closeness is greatest. */
function indexOfGreatestCloseness(weights: Float64Array): number {
  let [best, most] = [0, -1];
  for (let index = 0; index < weights.length; index += 1) {
    let sum = 0;
    for (let off = -2; off <= 2; off += 1) {
      sum += (weights[index + off] ?? 0) * (CLOSENESS[Math.abs(off)] ?? 0);
    }
    if (sum > most) [best, most] = [index, sum];
  }
  return best;
}

/** Cost from Student's t: quadratic for a small distance, logarithmic for a large one. */
function costOf(distance: number): number {
  return TAIL_DEGREES_OF_FREEDOM * Math.log1p((distance * distance) / TAIL_DEGREES_OF_FREEDOM);
}
