import { median } from '../descriptive-statistics.ts';
import { normalCdf } from '../normal-distribution.ts';
import { tCritical } from '../student-t-distribution.ts';
import type { ChangePoint, ChangePoints, Level } from './change-point-types.ts';
import { locateChangePoint } from './locate-change-point.ts';
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
  /** Starts of conditions (machine, Node.js): changes there are found easier, and due to them. */
  readonly starts?: readonly number[];
}

/** Maximum share of series without a change in which a change is reported. */
const FALSE_ALARMS = 0.01;
/** Independent values that the estimate of the noise is worth, for each point. */
const NOISE_FREEDOM = 0.6;
/** Fewer equal rises in a row are steps. */
const FEWEST_FOR_RISE = 8;
/**
 * Cost of an outlier, as a share of the penalty of a change: three outliers do not make a change.
 * If neighbors are correlated the penalty is higher, and so more outliers are tolerated, though not
 * in proportion: ten distant points are a level.
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
  refuseWhatIsNoSeries(series, starts);
  const isRelative = series.every((value) => value > 0);
  const scaled = isRelative ? series.map(Math.log) : series;
  const inUnit = isRelative ? Math.exp : (value: number): number => value;
  const split = splitSeriesModes(scaled);
  const modes = split === null ? null : modesOf(split, inUnit);
  const single = split?.lower ?? scaled;
  const noise = estimateSeriesNoise(single);
  if (noise.deviation > 0) {
    const found = inNoise(single, { noise, starts, isRelative });
    return { ...found, modes, noise: noise.deviation };
  }
  const rise = median(
    Array.from(single.subarray(1), (value, index) => value - (single[index] ?? 0)),
  );
  if (single.length >= FEWEST_FOR_RISE && rise !== 0)
    return { ...evenRise(single, rise, isRelative), modes };
  const exact = split === null ? series : single.map(inUnit);
  return { ...inExact(exact, starts), drift: null, modes, noise: 0 };
}

/** Most points rise by exactly the same: a drift without noise. */
function evenRise(
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

function modesOf({ lower, isUpper, distance }: SplitModes, inUnit: (value: number) => number) {
  const center = median(Array.from(lower));
  const share = isUpper.reduce((sum, own) => sum + own, 0) / isUpper.length;
  return { low: inUnit(center), high: inUnit(center + distance), share };
}

function refuseWhatIsNoSeries(series: Float64Array, starts: readonly number[]): void {
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

interface Found {
  readonly points: readonly ChangePoint[];
  readonly levels: readonly Level[];
}

function inExact(series: Float64Array, starts: readonly number[]): Found {
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

interface Setting {
  readonly noise: SeriesNoise;
  readonly starts: readonly number[];
  readonly isRelative: boolean;
}

function inNoise(scaled: Float64Array, setting: Setting): Found & Pick<ChangePoints, 'drift'> {
  const n = scaled.length;
  const { noise, isRelative } = setting;
  const inDeviations = scaled.map((value) => value / noise.deviation);
  const { slope, flat, bounds } = explain(inDeviations, setting);
  const places = placesOf(flat, bounds, setting);
  const refined = [0, ...places.map(({ index }) => index), n];
  const centers = refined
    .slice(0, -1)
    .map((from, index) => robustCenter(flat, from, refined[index + 1] ?? n, 1));
  const inUnit = (level: number): number =>
    isRelative ? Math.exp(level * noise.deviation) : level * noise.deviation;
  const drifted = (at: number): number => slope * (at - (n - 1) / 2);
  const levels = levelsBetween(refined, (from, index) =>
    inUnit((centers[index] ?? 0) + drifted((from + (refined[index + 1] ?? n) - 1) / 2)),
  );
  const points = places.map((place, index): ChangePoint => {
    const [from, to] = [refined[index] ?? 0, refined[index + 2] ?? n];
    const deviation = Math.sqrt(
      noise.inflation * (1 / (place.index - from) + 1 / (to - place.index)),
    );
    const step = (centers[index + 1] ?? 0) - (centers[index] ?? 0);
    const before = inUnit((centers[index] ?? 0) + drifted(place.index));
    const after = inUnit((centers[index + 1] ?? 0) + drifted(place.index));
    return {
      ...place,
      before,
      after,
      ...ratioOf(before, after, isRelative, (part) =>
        Math.exp((step + part * width95(n) * deviation) * noise.deviation),
      ),
      confidence: confidenceOf(Math.abs(step) / deviation, place.isStart ? 1 : n),
    };
  });
  const ratioPerPoint = isRelative ? Math.exp(slope * noise.deviation) : null;
  return { points, levels, drift: slope === 0 ? null : { start: 0, end: n, ratioPerPoint } };
}

/** Explains a series by steps, or by a drift with fewer steps: whichever has lower total cost. */
function explain(values: Float64Array, { noise, starts }: Setting) {
  const n = values.length;
  const known = new Set(starts);
  const [everywhere, atStart] = [noise.inflation * price(n, n), noise.inflation * price(n, 1)];
  const cost = oneModeCost(price(n, n) * Math.sqrt(noise.inflation) * OUTLIER_SHARE);
  const segment = (candidate: SlopeCandidate) => {
    const flat = candidate.slope === 0 ? values : removeDrift(values, candidate.slope);
    const found = robustSegments(flat, (at) => (known.has(at) ? atStart : everywhere), cost);
    const total = found.cost + (candidate.slope === 0 ? 0 : everywhere);
    return { ...candidate, flat, bounds: [0, ...found.starts, n], total };
  };
  const tried = [{ slope: 0, error: 0 }, ...slopeCandidates(values).filter(isClear)].map(segment);
  const best = tried.reduce((least, segmentation) =>
    segmentation.total < least.total ? segmentation : least,
  );
  if (best.bounds.length < 3) return best;
  const within = slopeWithin(values, best.flat, best.slope, best.bounds);
  if (within === null || !isClear(within)) return best;
  const refined = segment(within);
  return refined.total < best.total ? refined : best;
}

/** True for a slope above two standard errors; others, untried, save less than their penalty. */
function isClear({ slope, error }: SlopeCandidate): boolean {
  return Math.abs(slope) > 2 * error;
}

interface Place {
  readonly index: number;
  readonly low: number;
  readonly high: number;
  readonly isStart: boolean;
}

function placesOf(
  flat: Float64Array,
  bounds: readonly number[],
  { noise, starts }: Setting,
): Place[] {
  const places: Place[] = [];
  for (let number = 1; number < bounds.length - 1; number += 1) {
    const start = places.at(-1)?.index ?? 0;
    const [at, end] = [bounds[number] ?? 0, bounds[number + 1] ?? 0];
    const levels = [robustCenter(flat, start, at, 1), robustCenter(flat, at, end, 1)] as const;
    const place = locateChangePoint(flat, { start, end }, levels, noise.inflation);
    const known = starts
      .filter((own) => own >= place.low && own <= place.high)
      .sort((a, b) => Math.abs(a - place.index) - Math.abs(b - place.index))[0];
    places.push({ ...place, index: known ?? place.index, isStart: known !== undefined });
  }
  return places;
}

/** Standard deviations on either side of a 95 % interval, the noise being estimated from n points. */
function width95(n: number): number {
  return tCritical(0.025, Math.max(1, NOISE_FREEDOM * (n - 2)));
}

/** Squared Student's t (estimated noise) exceeded by chance in 1 of 100 series (Bonferroni). */
function price(n: number, places: number): number {
  return tCritical(FALSE_ALARMS / (2 * places), Math.max(1, NOISE_FREEDOM * (n - 2))) ** 2;
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

/** Bonferroni over positions: conservative, as neighboring positions are nearly equivalent. */
function confidenceOf(z: number, places: number): number {
  return 1 - Math.min(1, 2 * places * normalCdf(-z));
}

function levelsBetween(
  bounds: readonly number[],
  valueFrom: (start: number, index: number) => number,
): Level[] {
  return bounds.slice(0, -1).map((start, index) => {
    return { start, end: bounds[index + 1] ?? start, value: valueFrom(start, index) };
  });
}
