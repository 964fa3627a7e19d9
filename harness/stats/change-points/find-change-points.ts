import { median } from '../descriptive-statistics.ts';
import { normalCdf } from '../normal-distribution.ts';
import { tCritical } from '../student-t-distribution.ts';
import {
  type ChangePoint,
  type ChangePoints,
  type Level,
  locateChangePoint,
} from './locate-change-point.ts';
import {
  findExactChanges,
  removeDrift,
  type SlopeCandidate,
  slopeCandidates,
  slopeWithin,
} from './noise-free-change-points-and-linear-drift.ts';
import { oneModeCost, robustSegments } from './robust-piecewise-constant-segmentation.ts';
import { estimateSeriesNoise, robustCenter, type SeriesNoise } from './series-noise.ts';
import { type SplitModes, splitSeriesModes } from './split-bimodal-series.ts';

export interface ChangePointOptions {
  /** Indexes at which conditions (machine, Node.js) changed: a change there is found more easily. */
  readonly starts?: readonly number[];
}

/** Maximum share of series without a change in which a change is reported. */
const FALSE_ALARM_RATE = 0.01;
/** Degrees of freedom of the noise estimate for each point of the series. */
const DEGREES_OF_FREEDOM_PER_POINT = 0.6;
/** Minimum number of points for a drift without noise; fewer equal rises are steps. */
const MIN_POINTS_FOR_EVEN_DRIFT = 8;
/**
 * Cost of an outlier, as a share of the penalty of a change, so that three outliers are no level. If
 * neighbors are correlated the penalty is higher and more outliers are tolerated, but not in
 * proportion: ten distant points are a level.
 */
const OUTLIER_SHARE = 0.45;

/**
 * Finds where the level of a series changed for good. Values are in order of time. If all are
 * positive, noise and changes are relative: everything is computed on logarithms.
 * @throws RangeError if a value is not finite or a start is not an index of the series.
 */
export function findChangePoints(
  values: Float64Array | readonly number[],
  options: ChangePointOptions = {},
): ChangePoints {
  const series = Float64Array.from(values);
  const starts = options.starts ?? [];
  checkSeries(series, starts);
  const isRelative = series.every((value) => value > 0);
  const scaled = isRelative ? series.map(Math.log) : series;
  const toUnit = isRelative ? Math.exp : (value: number): number => value;
  const split = splitSeriesModes(scaled);
  const modes = split === null ? null : describeModes(split, toUnit);
  const single = split?.lower ?? scaled;
  const noise = estimateSeriesNoise(single);
  if (noise.deviation > 0) {
    const found = findNoisyChanges(single, { noise, starts, isRelative });
    return { ...found, modes, noise: noise.deviation };
  }
  const rise = median(
    Array.from(single.subarray(1), (value, index) => value - (single[index] ?? 0)),
  );
  if (single.length >= MIN_POINTS_FOR_EVEN_DRIFT && rise !== 0)
    return { ...describeEvenDrift(single, rise, isRelative), modes };
  const exact = split === null ? series : single.map(toUnit);
  return { ...findNoiselessChanges(exact, starts), drift: null, modes, noise: 0 };
}

/** Describes a series in which most points rise by exactly the same: a drift without noise. */
function describeEvenDrift(
  scaled: Float64Array,
  rise: number,
  isRelative: boolean,
): Omit<ChangePoints, 'modes'> {
  const n = scaled.length;
  const center = median(Array.from(scaled));
  const value = isRelative ? Math.exp(center) : center;
  return {
    points: [],
    levels: [{ start: 0, end: n, value }],
    drift: { start: 0, end: n, ratioPerPoint: isRelative ? Math.exp(rise) : null },
    noise: 0,
  };
}

function describeModes(
  { lower, isUpper, distance }: SplitModes,
  inUnit: (value: number) => number,
) {
  const center = median(Array.from(lower));
  const share = isUpper.reduce((sum, own) => sum + own, 0) / isUpper.length;
  return { low: inUnit(center), high: inUnit(center + distance), share };
}

function checkSeries(series: Float64Array, starts: readonly number[]): void {
  const bad = series.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new RangeError(
      `Point ${bad} of the series is ${series[bad]}, which is not a finite number.`,
    );
  for (const start of starts) {
    if (!Number.isInteger(start) || start < 0 || start >= Math.max(1, series.length)) {
      throw new RangeError(
        `${start} is not a valid index for a series of ${series.length} points.`,
      );
    }
  }
}

interface PointsAndLevels {
  readonly points: readonly ChangePoint[];
  readonly levels: readonly Level[];
}

function findNoiselessChanges(series: Float64Array, starts: readonly number[]): PointsAndLevels {
  const found = findExactChanges(series);
  const bounds = [0, ...found.starts, series.length];
  const levels = series.length === 0 ? [] : levelsBetween(bounds, (start) => series[start] ?? 0);
  const points = found.starts.map((index, number): ChangePoint => {
    const [before, after] = [levels[number]?.value ?? 0, levels[number + 1]?.value ?? 0];
    const ratio = before > 0 && after > 0 ? after / before : null;
    return {
      index,
      low: index,
      high: index,
      before,
      after,
      ratio,
      ratioLow: ratio,
      ratioHigh: ratio,
      confidence: found.confidence[number] ?? 0,
      isStart: starts.includes(index),
    };
  });
  return { points, levels };
}

interface SeriesContext {
  readonly noise: SeriesNoise;
  readonly starts: readonly number[];
  readonly isRelative: boolean;
}

function findNoisyChanges(
  scaled: Float64Array,
  setting: SeriesContext,
): PointsAndLevels & Pick<ChangePoints, 'drift'> {
  const n = scaled.length;
  const { noise, isRelative } = setting;
  const inDeviations = scaled.map((value) => value / noise.deviation);
  const { slope, flat, bounds } = fitStepsAndDrift(inDeviations, setting);
  const changes = locateChanges(flat, bounds, setting);
  const refined = [0, ...changes.map(({ index }) => index), n];
  const centers = refined
    .slice(0, -1)
    .map((from, index) => robustCenter(flat, from, refined[index + 1] ?? n, 1));
  const toUnit = (level: number): number =>
    isRelative ? Math.exp(level * noise.deviation) : level * noise.deviation;
  const drifted = (at: number): number => slope * (at - (n - 1) / 2);
  const levels = levelsBetween(refined, (from, index) =>
    toUnit((centers[index] ?? 0) + drifted((from + (refined[index + 1] ?? n) - 1) / 2)),
  );
  const points = changes.map((change, index): ChangePoint => {
    const [from, to] = [refined[index] ?? 0, refined[index + 2] ?? n];
    const deviation = Math.sqrt(
      noise.inflation * (1 / (change.index - from) + 1 / (to - change.index)),
    );
    const step = (centers[index + 1] ?? 0) - (centers[index] ?? 0);
    const before = toUnit((centers[index] ?? 0) + drifted(change.index));
    const after = toUnit((centers[index + 1] ?? 0) + drifted(change.index));
    return {
      ...change,
      before,
      after,
      ...ratioOf(before, after, isRelative, (part) =>
        Math.exp((step + part * intervalDeviations(n) * deviation) * noise.deviation),
      ),
      confidence: confidenceOf(Math.abs(step) / deviation, change.isStart ? 1 : n),
    };
  });
  const ratioPerPoint = isRelative ? Math.exp(slope * noise.deviation) : null;
  return { points, levels, drift: slope === 0 ? null : { start: 0, end: n, ratioPerPoint } };
}

/** Fits steps, or a drift with fewer steps, to a series: whichever has the lower total cost. */
function fitStepsAndDrift(values: Float64Array, { noise, starts }: SeriesContext) {
  const n = values.length;
  const startIndexes = new Set(starts);
  const [everywhere, atStart] = [
    noise.inflation * changePenalty(n, n),
    noise.inflation * changePenalty(n, 1),
  ];
  const cost = oneModeCost(changePenalty(n, n) * Math.sqrt(noise.inflation) * OUTLIER_SHARE);
  const segment = (candidate: SlopeCandidate) => {
    const flat = candidate.slope === 0 ? values : removeDrift(values, candidate.slope);
    const found = robustSegments(flat, (at) => (startIndexes.has(at) ? atStart : everywhere), cost);
    const total = found.cost + (candidate.slope === 0 ? 0 : everywhere);
    return { ...candidate, flat, bounds: [0, ...found.starts, n], total };
  };
  const tried = [{ slope: 0, error: 0 }, ...slopeCandidates(values).filter(isSignificant)].map(
    segment,
  );
  const best = tried.reduce((least, segmentation) =>
    segmentation.total < least.total ? segmentation : least,
  );
  if (best.bounds.length < 3) return best;
  const within = slopeWithin(values, best.flat, best.slope, best.bounds);
  if (within === null || !isSignificant(within)) return best;
  const refined = segment(within);
  return refined.total < best.total ? refined : best;
}

/** True for a slope above two standard errors; smaller ones save less than their penalty. */
function isSignificant({ slope, error }: SlopeCandidate): boolean {
  return Math.abs(slope) > 2 * error;
}

interface LocatedChange {
  readonly index: number;
  readonly low: number;
  readonly high: number;
  readonly isStart: boolean;
}

function locateChanges(
  flat: Float64Array,
  bounds: readonly number[],
  { noise, starts }: SeriesContext,
): LocatedChange[] {
  const changes: LocatedChange[] = [];
  for (let number = 1; number < bounds.length - 1; number += 1) {
    const start = changes.at(-1)?.index ?? 0;
    const [at, end] = [bounds[number] ?? 0, bounds[number + 1] ?? 0];
    const levels = [robustCenter(flat, start, at, 1), robustCenter(flat, at, end, 1)] as const;
    const change = locateChangePoint(flat, { start, end }, levels, noise.inflation);
    const nearestStart = starts
      .filter((own) => own >= change.low && own <= change.high)
      .sort((a, b) => Math.abs(a - change.index) - Math.abs(b - change.index))[0];
    changes.push({
      ...change,
      index: nearestStart ?? change.index,
      isStart: nearestStart !== undefined,
    });
  }
  return changes;
}

/** Returns half the width of a 95 % interval, in standard deviations estimated from n points. */
function intervalDeviations(n: number): number {
  return tCritical(0.025, Math.max(1, DEGREES_OF_FREEDOM_PER_POINT * (n - 2)));
}

/** Returns the squared Student's t that chance exceeds in 1 of 100 series (Bonferroni). */
function changePenalty(n: number, positions: number): number {
  return (
    tCritical(
      FALSE_ALARM_RATE / (2 * positions),
      Math.max(1, DEGREES_OF_FREEDOM_PER_POINT * (n - 2)),
    ) ** 2
  );
}

function ratioOf(
  before: number,
  after: number,
  isRelative: boolean,
  end: (part: -1 | 1) => number,
): Pick<ChangePoint, 'ratio' | 'ratioLow' | 'ratioHigh'> {
  if (!isRelative) {
    const ratio = before > 0 && after > 0 ? after / before : null;
    return { ratio, ratioLow: null, ratioHigh: null };
  }
  return { ratio: after / before, ratioLow: end(-1), ratioHigh: end(1) };
}

/** Corrects for all positions (Bonferroni); conservative, as neighbors are nearly equivalent. */
function confidenceOf(z: number, positions: number): number {
  return 1 - Math.min(1, 2 * positions * normalCdf(-z));
}

function levelsBetween(
  bounds: readonly number[],
  valueFrom: (start: number, index: number) => number,
): Level[] {
  return bounds.slice(0, -1).map((start, index) => {
    return { start, end: bounds[index + 1] ?? start, value: valueFrom(start, index) };
  });
}
