import { findChangePoints } from 'perf-harness/plugin';
import type { IncidentOnset } from '../document/investigation-document.ts';
import { median } from '../observations/median.ts';
import {
  type RequestCell,
  sumRequestCells,
  type TimeGrid,
} from '../observations/requests-by-interval.ts';
import { findRecurringOutliers, isChanceErrorCount } from './find-recurring-outliers.ts';
import { removeDailyPattern } from './remove-daily-pattern.ts';
import {
  MIN_VALUES_FOR_P95,
  type ServedMetric,
  servedValues,
} from './request-latency-and-error-statistics.ts';

type Point = ReturnType<typeof findChangePoints>['points'][number];

/** Minimum ratio of the 95th percentile; users do not notice a smaller rise. */
const MIN_RATIO = 1.2;
/** Least rise of the median; less may be rounding, as most logs have whole milliseconds. */
const MIN_MEDIAN_RISE_MS = 2;
/** Minimum rise of the error rate, as a fraction of all requests. */
const MIN_ERROR_RISE = 0.002;
/** Points that a series needs for a level on both sides. */
const MIN_POINTS = 8;
/** A level that lasts fewer intervals than this before it returns is a spike. */
const SPIKE_INTERVALS = 5;

/** False-alarm rate of an investigation, over all its series (Bonferroni). */
const FALSE_ALARMS_OF_RECURRING = 0.02;
/** Rate of false alarms for steps of endpoints, as above. */
const FALSE_ALARMS_OF_ENDPOINTS = 0.01;
/** Rate of false alarms for endpoints that degraded at another time, as above. */
const FALSE_ALARMS_OF_OTHERS = 0.01;
/** Intervals within which two onsets count as the same. */
const SAME_ONSET_INTERVALS = 2;

/** Metrics that users notice first, then a fallback for degradations that those do not show. */
const METRICS: readonly (readonly ServedMetric[])[] = [['p95', 'error_rate'], ['p50']];

interface Series {
  readonly endpoint: string | null;
  readonly cells: readonly (RequestCell | undefined)[];
}

export interface FoundOnset {
  readonly onset: IncidentOnset;
  /** Interval of the grid that is the first of the new level. */
  readonly interval: number;
  /** Interval after the last of the new level. */
  readonly end: number;
  /** Fraction of the intervals in between that are worse; all of them if absent. */
  readonly share?: number;
}

/**
 * Finds the clearest degradation in the analysed period, of all requests together or of one
 * endpoint: of the 95th percentile, or of the error rate; if neither changed, of the median, which
 * varies less. A step that returns within a few intervals is a spike; a rise without a step is a
 * drift.
 *
 * @param metrics - Metrics searched together; the next list is searched only if nothing was found.
 * @returns null where noise alone explains the values.
 */
export function findOnset(
  all: readonly (RequestCell | undefined)[],
  endpoints: readonly Series[],
  grid: TimeGrid,
  [metrics = [], ...fallbacks]: typeof METRICS = METRICS,
): FoundOnset | null {
  const searched = [{ endpoint: null, cells: all }, ...endpoints];
  const found = searched.flatMap((series) =>
    metrics
      .flatMap((metric) => findDegradations(series, grid, metric, searched.length * metrics.length))
      .map((degradation) => ({ ...degradation, weight: computeWeight(degradation, series.cells) })),
  );
  // Lasting degradations take precedence over recurring degradations, and those over spikes.
  const [best] = found.toSorted(
    (a, b) => PRECEDENCE[b.onset.kind] - PRECEDENCE[a.onset.kind] || b.weight - a.weight,
  );
  if ((best !== undefined && best.onset.kind !== 'spike') || fallbacks.length === 0)
    return best ?? null;
  const next = findOnset(all, endpoints, grid, fallbacks);
  return next !== null && next.onset.kind !== 'spike' ? next : (best ?? next);
}

const PRECEDENCE: Readonly<Record<IncidentOnset['kind'], number>> = {
  ...{ step: 2, drift: 2, recurring: 1, spike: 0 },
};

/** Finds endpoints that degraded for good, not at the main onset; largest weight first. */
export function findOtherOnsets(
  { onset }: FoundOnset,
  endpoints: readonly Series[],
  grid: TimeGrid,
): readonly IncidentOnset[] {
  const metrics = METRICS.flat();
  const testCount = endpoints.length * metrics.length;
  const toleranceMs = SAME_ONSET_INTERVALS * grid.widthMs;
  const [first, last] = [Date.parse(onset.low) - toleranceMs, Date.parse(onset.high) + toleranceMs];
  const worstByEndpoint = endpoints.flatMap((series) => {
    const [worst] = metrics
      .flatMap((metric) => findDegradations(series, grid, metric, testCount))
      .filter(
        (degradation) =>
          degradation.onset.kind !== 'spike' &&
          1 - degradation.onset.confidence <= FALSE_ALARMS_OF_OTHERS / testCount,
      )
      .map((degradation) => ({ ...degradation, weight: computeWeight(degradation, series.cells) }))
      .toSorted((a, b) => b.weight - a.weight);
    return worst === undefined ? [] : [worst];
  });
  return worstByEndpoint
    .filter(({ onset: { low, high } }) => Date.parse(high) < first || Date.parse(low) > last)
    .toSorted((a, b) => b.weight - a.weight)
    .map((degradation) => degradation.onset);
}

/** Weight of a degradation: the size of its rise times the square root of the affected requests. */
function computeWeight(
  { onset, interval, end, share = 1 }: FoundOnset,
  cells: readonly (RequestCell | undefined)[],
): number {
  const requests = cells.slice(interval, end).reduce((sum, cell) => sum + (cell?.count ?? 0), 0);
  const affected = requests * share;
  const rise =
    onset.metric !== 'error_rate'
      ? Math.log(Math.max(onset.ratio ?? 1, 1))
      : Math.log1p((onset.after - onset.before) / MIN_ERROR_RISE);
  return rise * Math.sqrt(affected);
}

/** Requests that an interval has on average, so that its 95th percentile is worth the name. */
const MIN_REQUESTS = 2 * MIN_VALUES_FOR_P95;
const MIN_INTERVALS = 24;

/** Degradations of a series; for an endpoint with few requests, in wider intervals. */
function findDegradations(
  { endpoint, cells }: Series,
  grid: TimeGrid,
  metric: ServedMetric,
  testCount: number,
): readonly FoundOnset[] {
  const filled = cells.filter((cell) => cell !== undefined);
  const mean = countRequests(filled) / Math.max(1, filled.length);
  const maxFactor = Math.max(1, Math.floor(grid.length / MIN_INTERVALS));
  const factor = endpoint === null ? 1 : Math.min(maxFactor, Math.ceil(MIN_REQUESTS / mean));
  if (!(factor > 1)) return searchSeries({ endpoint, cells }, grid, metric, testCount);
  const length = Math.ceil(grid.length / factor);
  const wider = Array.from({ length }, (_, index) =>
    sumRequestCells(cells.slice(index * factor, (index + 1) * factor)),
  );
  const found = searchSeries(
    { endpoint, cells: wider },
    { start: grid.start, widthMs: grid.widthMs * factor, length },
    metric,
    testCount,
  );
  return found.map((degradation) => ({
    ...{ ...degradation, interval: degradation.interval * factor },
    end: Math.min(grid.length, degradation.end * factor),
  }));
}

function countRequests(cells: readonly RequestCell[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}

function searchSeries(
  { endpoint, cells }: Series,
  grid: TimeGrid,
  metric: ServedMetric,
  testCount: number,
): readonly FoundOnset[] {
  const { intervals, values } = servedValues(cells, grid, metric);
  if (values.length < MIN_POINTS) return [];
  const levels = removeDailyPattern(values, intervals, grid);
  const { points, drift } = findChangePoints(levels);
  const isWorse = (before: number, after: number): boolean =>
    metric === 'error_rate'
      ? after - before >= MIN_ERROR_RISE
      : after >= before * MIN_RATIO && (metric === 'p95' || after >= before + MIN_MEDIAN_RISE_MS);
  const place = createPlacing({ metric, endpoint }, intervals, grid);
  const leastConfidence = endpoint === null ? 0 : 1 - FALSE_ALARMS_OF_ENDPOINTS / testCount;
  const steps = points.flatMap((point, number): readonly FoundOnset[] => {
    // A search that removes drift may estimate a level of errors below zero.
    const before = Math.max(0, point.before);
    if (point.confidence < leastConfidence || !isWorse(before, point.after)) return [];
    const next = points.slice(number + 1).find(({ after }) => !isWorse(before, after));
    const end = next?.index ?? values.length;
    const after = settledLevel(levels, point, points[number + 1], end);
    // A degradation has to last beyond its first points.
    if (!isWorse(before, after)) return [];
    const { index, low, high, confidence } = point;
    const isSpike = next !== undefined && end - index <= SPIKE_INTERVALS;
    const found = place(
      isSpike ? 'spike' : 'step',
      { index, low, high, end: next?.index ?? null },
      {
        ...{ before, after, confidence },
        ratio: after === point.after ? point.ratio : computeRatio(before, after),
      },
    );
    return metric === 'error_rate' && isChanceErrorCount(cells, found, testCount) ? [] : [found];
  });
  if (!steps.some(({ onset }) => onset.kind !== 'spike')) {
    const outliers = findRecurringOutliers(levels, isWorse, FALSE_ALARMS_OF_RECURRING / testCount);
    if (outliers !== null) {
      const { index, second, end, share, before, after, confidence } = outliers;
      const ratio = computeRatio(before, after);
      const found = place(
        'recurring',
        { index, low: index, high: second, end },
        {
          ...{ before, after, ratio, confidence },
        },
      );
      return [{ ...found, end: end === null ? grid.length : found.end, share }];
    }
  }
  if (steps.length > 0 || drift === null) return steps;
  const [before, after] = [values[drift.start] ?? 0, values[drift.end - 1] ?? 0];
  if (!isWorse(before, after)) return [];
  const high = Math.min(drift.start + MIN_POINTS, values.length - 1);
  const found = place(
    'drift',
    { index: drift.start, low: drift.start, high, end: null },
    {
      ...{ before, after, ratio: computeRatio(before, after), confidence: 0.99 },
    },
  );
  return [{ ...found, end: (intervals[drift.end - 1] ?? grid.length - 1) + 1 }];
}

/** Indexes of the points at which a degradation begins and ends; null: it has not ended. */
interface OnsetPoints {
  readonly index: number;
  readonly low: number;
  readonly high: number;
  readonly end: number | null;
}

/** Returns what places a degradation of a series in time. */
function createPlacing(
  subject: Pick<IncidentOnset, 'metric' | 'endpoint'>,
  intervals: readonly number[],
  grid: TimeGrid,
) {
  const formatTime = (index: number): string => {
    const interval = intervals[Math.min(index, intervals.length - 1)] ?? 0;
    return new Date(grid.start + interval * grid.widthMs).toISOString();
  };
  return (
    kind: IncidentOnset['kind'],
    { index, low, high, end }: OnsetPoints,
    { confidence, ...levels }: Pick<IncidentOnset, 'before' | 'after' | 'ratio' | 'confidence'>,
  ): FoundOnset => ({
    interval: intervals[index] ?? 0,
    end: (intervals[(end ?? intervals.length) - 1] ?? grid.length - 1) + 1,
    onset: {
      ...{ ...subject, kind, ...levels, at: formatTime(index) },
      // A change within an interval is detected in that interval or in the next.
      ...{ low: formatTime(Math.max(0, low - 1)), high: formatTime(high) },
      until: end === null ? null : formatTime(end),
      confidence,
    },
  });
}

/** Level after a change: the median up to the end, since a rise may take several steps. */
function settledLevel(
  levels: readonly number[],
  point: Point,
  following: Point | undefined,
  end: number,
): number {
  const isOneLevel = following === undefined || following.index >= end;
  return isOneLevel ? point.after : (median(levels.slice(point.index, end)) ?? point.after);
}

function computeRatio(before: number, after: number): number | null {
  return before > 0 ? after / before : null;
}
