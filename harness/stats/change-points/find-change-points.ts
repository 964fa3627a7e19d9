import { normalCdf } from '../normal.ts';
import { tCritical } from '../student-t.ts';
import { changePlace } from './change-place.ts';
import type { ChangePoint, ChangePoints, Level } from './change-point.ts';
import { exactChanges } from './exact-changes.ts';
import { oneModeCost, robustSegments } from './robust-segments.ts';
import { centerOf, type SeriesNoise, seriesNoise } from './series-noise.ts';

export interface ChangePointOptions {
  /**
   * Indexes at which a known change of conditions begins (another machine, another Node). A change
   * there is found more easily, and one that may lie there is attributed to it.
   */
  readonly starts?: readonly number[];
}

/** In at most this share of series without a change one is seen. */
const FALSE_ALARMS = 0.01;
/** Independent values that the estimate of the noise is worth, for each point. */
const NOISE_FREEDOM = 0.6;
/** A point beyond its level costs this share of the price of a change: three outliers are none. */
const OUTLIER_SHARE = 0.45;
/** Standard deviations on either side of a 95 % interval. */
const NORMAL_95 = 1.96;

/**
 * Finds where the level of a series changed for good. Values are in the order of time. Where all are
 * positive, noise and changes are taken as relative: everything is done on logarithms.
 * @throws RangeError where a value is not a finite number or a start is no index of the series.
 */
export function findChangePoints(
  values: Float64Array | readonly number[],
  options: ChangePointOptions = {},
): ChangePoints {
  const series = Float64Array.from(values);
  const starts = new Set(options.starts ?? []);
  refuseWhatIsNoSeries(series, starts);
  const isRelative = series.every((value) => value > 0);
  const scaled = isRelative ? series.map(Math.log) : series;
  const noise = seriesNoise(scaled);
  const found =
    noise.deviation === 0 ? inExact(series, starts) : inNoise(scaled, noise, starts, isRelative);
  return { ...found, drift: null, modes: null, noise: noise.deviation };
}

function refuseWhatIsNoSeries(series: Float64Array, starts: ReadonlySet<number>): void {
  const bad = series.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`Point ${bad} of the series is ${series[bad]}, not a number.`);
  for (const start of starts) {
    if (!Number.isInteger(start) || start < 0 || start >= Math.max(1, series.length)) {
      throw new RangeError(`${start} is no index of a series of ${series.length} points.`);
    }
  }
}

interface Found {
  readonly points: readonly ChangePoint[];
  readonly levels: readonly Level[];
}

function inExact(series: Float64Array, starts: ReadonlySet<number>): Found {
  const found = exactChanges(series);
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
      isStart: starts.has(index),
    };
  });
  return { points, levels };
}

function inNoise(
  scaled: Float64Array,
  noise: SeriesNoise,
  starts: ReadonlySet<number>,
  isRelative: boolean,
): Found {
  const n = scaled.length;
  const inDeviations = scaled.map((value) => value / noise.deviation);
  const everywhere = price(n, n);
  const known = price(n, 1);
  const cost = oneModeCost(everywhere * OUTLIER_SHARE);
  const bounds = [
    0,
    ...robustSegments(
      inDeviations,
      (at) => noise.inflation * (starts.has(at) ? known : everywhere),
      cost,
    ),
    n,
  ];
  const center = (from: number, to: number): number => centerOf(inDeviations, from, to, 1);
  const places = bounds.slice(1, -1).map((at, index) => {
    const [from, to] = [bounds[index] ?? 0, bounds[index + 2] ?? n];
    const place = changePlace(
      inDeviations,
      { start: from, end: to },
      [center(from, at), center(at, to)],
      noise.inflation,
    );
    const start = [...starts].find((own) => own >= place.low && own <= place.high);
    return start === undefined
      ? { ...place, isStart: false }
      : { ...place, index: start, isStart: true };
  });
  const refined = [0, ...places.map(({ index }) => index), n];
  const toUnit = (level: number): number =>
    isRelative ? Math.exp(level * noise.deviation) : level * noise.deviation;
  const centers = refined.slice(0, -1).map((from, index) => center(from, refined[index + 1] ?? n));
  const levels = levelsBetween(refined, (_, index) => toUnit(centers[index] ?? 0));
  const points = places.map((place, index): ChangePoint => {
    const [from, to] = [refined[index] ?? 0, refined[index + 2] ?? n];
    const [left, right] = [place.index - from, to - place.index];
    const error = Math.sqrt(noise.inflation * (1 / left + 1 / right));
    const step = (centers[index + 1] ?? 0) - (centers[index] ?? 0);
    const [before, after] = [levels[index]?.value ?? 0, levels[index + 1]?.value ?? 0];
    return {
      ...place,
      before,
      after,
      ...ratioOf(before, after, isRelative, (part) =>
        Math.exp((step + part * NORMAL_95 * error) * noise.deviation),
      ),
      confidence: confidenceOf(Math.abs(step) / error, place.isStart ? 1 : n),
    };
  });
  return { points, levels };
}

/**
 * Price of a change: the square of Student's t that chance exceeds at any of so many places in 1 of
 * 100 series, by Bonferroni, as the noise is only estimated from these points.
 */
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

/** By Bonferroni over the places: cautious, as neighbouring places say nearly the same. */
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
