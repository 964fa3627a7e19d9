import { median } from '../descriptive-statistics.ts';

/** Noise of a series around its unknown levels. */
export interface SeriesNoise {
  /** Standard deviation of a point about its level; 0 if nearly all neighbors are equal. */
  readonly deviation: number;
  /**
   * Variance of a mean relative to that of independent points: (1 + φ) / (1 − φ), φ the correlation
   * of neighbors; at least 1.
   */
  readonly inflation: number;
}

/** Ratio of the standard deviation of normal noise to its median absolute value. */
const MEDIAN_FACTOR = 1.4826;
/** Number of deviations beyond which differences count as steps or outliers. */
const TRIM = 3;
/** Share of the variance of normal noise that remains after trimming at three deviations. */
const TRIMMED_SHARE = 0.9733;
const MIN_POINTS_FOR_DRIFT = 8;
/** Number and share of nonzero differences from which they are noise rather than steps. */
const MIN_VARYING_POINTS = 12;
const MIN_VARYING_SHARE = 0.2;
/** Minimum number of points for estimating the correlation of neighbors. */
const MIN_POINTS_FOR_CORRELATION = 20;
/** Maximum correlation; a stronger one cannot be distinguished from a wandering level. */
const MAX_CORRELATION = 0.9;

/**
 * Estimates noise from differences at a distance of one and two points, trimmed, so that steps and
 * outliers do not count: with v(k) half the mean square of x(t+k) − x(t), an autoregressive series
 * of first order has φ = v(2)/v(1) − 1 and the variance v(1)/(1 − φ) (the moments that Romano,
 * Rigaill, Runge and Fearnhead use, "Detecting Abrupt Changes in the Presence of Local Fluctuations
 * and Autocorrelated Noise", JASA 117, 2022, in place of their fit). In a short series φ is reduced
 * by one standard error, since chance alone can produce that much.
 */
export function estimateSeriesNoise(values: Float64Array): SeriesNoise {
  const near = dropZerosIfMostlyConstant(differencesAt(values, 1));
  const nearLimit = TRIM * near.deviation;
  const variance = halfVariance(near, nearLimit);
  if (variance === 0) return { deviation: 0, inflation: 1 };
  const correlation = values.length > MIN_POINTS_FOR_CORRELATION ? correlationOf(values, near) : 0;
  return {
    deviation: Math.sqrt(variance / (1 - correlation)),
    inflation: (1 + correlation) / (1 - correlation),
  };
}

/**
 * Trims both distances at the same limit, that of the wider one. In a series with few distinct
 * values, such as byte counts, half of the differences at one distance and none at the other could
 * otherwise be trimmed, which would look like the strongest possible correlation.
 */
function correlationOf(values: Float64Array, near: Differences): number {
  const far = differencesAt(values, 2);
  const limit = TRIM * Math.max(near.deviation, far.deviation);
  const chance = 1 / Math.sqrt(values.length);
  const ratio = halfVariance(far, limit) / halfVariance(near, limit);
  return Math.min(MAX_CORRELATION, Math.max(0, ratio - 1 - chance));
}

/** Differences between values at a fixed distance in points. */
interface Differences {
  /** Absolute values about their common rise, ascending. */
  readonly sorted: Float64Array;
  /** Robust standard deviation of the differences. */
  readonly deviation: number;
}

function differencesAt(values: Float64Array, distance: number): Differences {
  const differences = new Float64Array(Math.max(0, values.length - distance));
  for (let index = 0; index < differences.length; index += 1) {
    differences[index] = (values[index + distance] ?? 0) - (values[index] ?? 0);
  }
  // A drift changes all differences alike.
  const rise = values.length < MIN_POINTS_FOR_DRIFT ? 0 : middleOf(differences.toSorted());
  const sorted = differences.map((difference) => Math.abs(difference - rise)).sort();
  return { sorted, deviation: middleOf(sorted) * MEDIAN_FACTOR };
}

/** Half the mean square of the differences up to a limit. */
function halfVariance({ sorted }: Differences, limit: number): number {
  let [sum, count] = [0, 0];
  for (const difference of sorted) {
    if (difference > limit) break;
    sum += difference * difference;
    count += 1;
  }
  return count === 0 ? 0 : sum / count / TRIMMED_SHARE / 2;
}

/** Leaves only the nonzero differences of a mostly constant series, unless they are mere steps. */
function dropZerosIfMostlyConstant(differences: Differences): Differences {
  const { sorted, deviation } = differences;
  const moving = sorted.subarray(sorted.findIndex((difference) => difference > 0));
  const hasFewSteps =
    moving.length < Math.max(MIN_VARYING_POINTS, MIN_VARYING_SHARE * sorted.length);
  if (deviation > 0 || (sorted.at(-1) ?? 0) === 0 || hasFewSteps) return differences;
  return { sorted: moving, deviation: middleOf(moving) * MEDIAN_FACTOR };
}

function middleOf(sorted: Float64Array): number {
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? 0)) / 2;
}

/** Returns the center of a segment, robust to outliers: the mean of the values near its median. */
export function robustCenter(
  values: Float64Array,
  start: number,
  end: number,
  deviation: number,
): number {
  const stretch = values.subarray(start, end);
  let center = median(Array.from(stretch));
  for (let iteration = 0; iteration < 3; iteration += 1) {
    let [sum, count] = [0, 0];
    for (const value of stretch) {
      if (Math.abs(value - center) > TRIM * deviation) continue;
      sum += value;
      count += 1;
    }
    if (count > 0) center = sum / count;
  }
  return center;
}
