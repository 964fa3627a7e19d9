import type { findChangePoints, IncidentOnset } from 'perf-harness';
import { median } from '../observed/median.ts';
import type { RequestCell, TimeGrid } from '../observed/requests.ts';
import { FEWEST_FOR_P95 } from './served-level.ts';
import { withoutSeason } from './without-season.ts';

/** Comes from the one who calls: it is the history's own. */
export type FindChangePoints = typeof findChangePoints;
type Point = ReturnType<FindChangePoints>['points'][number];

/** A rise of the 95th percentile by less is nothing that users notice. */
const LEAST_RATIO = 1.2;
/** A rise of the median by less may be one of where it is rounded: most logs count whole milliseconds. */
const LEAST_MEDIAN_RISE_MS = 2;
/** A rise of the error rate by less, as a share of all requests, is none. */
const LEAST_ERRORS = 0.002;
/** Points that a series needs for a level on both sides. */
const FEWEST_POINTS = 8;
/** A level that lasts for fewer intervals than this and goes back is a spike. */
const SPIKE_INTERVALS = 5;

const QUANTILES = { p50: 0.5, p95: 0.95 } as const;
/** What users notice first, and what shows where that does not. */
const METRICS: readonly (readonly IncidentOnset['metric'][])[] = [['p95', 'error_rate'], ['p50']];

interface Series {
  readonly endpoint: string | null;
  readonly cells: readonly (RequestCell | undefined)[];
}

/** When it began, and in which interval. */
export interface FoundOnset {
  readonly onset: IncidentOnset;
  /** Interval of the grid that is the first of the new level. */
  readonly interval: number;
  /** Interval after the last of it. */
  readonly end: number;
}

/**
 * The clearest change for the worse in the time that is looked at, of all requests together or of one
 * endpoint: of the 95th percentile, or of the share of errors; where neither changed, of the median,
 * which varies less. A step and its way back within a few intervals is a spike; a rise without a
 * step is a drift.
 *
 * @param metrics - Looked at together, and those of the next list only where nothing was found.
 * @returns null where noise alone explains what was seen.
 */
export function findOnset(
  all: readonly (RequestCell | undefined)[],
  endpoints: readonly Series[],
  grid: TimeGrid,
  find: FindChangePoints,
  [metrics = [], ...fallbacks]: typeof METRICS = METRICS,
): FoundOnset | null {
  const found = [{ endpoint: null, cells: all }, ...endpoints].flatMap((series) =>
    metrics
      .flatMap((metric) => worsening(series, grid, find, metric))
      .map((one) => ({ ...one, weight: weightOf(one, series.cells) })),
  );
  const lasting = found.filter(({ onset }) => onset.kind !== 'spike');
  const next =
    lasting.length > 0 || fallbacks.length === 0
      ? null
      : findOnset(all, endpoints, grid, find, fallbacks);
  // What is slow for good says more than what was slow for a short time.
  if (next !== null && next.onset.kind !== 'spike') return next;
  const [first] = (lasting.length > 0 ? lasting : found).toSorted((a, b) => b.weight - a.weight);
  return first ?? next;
}

/** How much of it there is: how far it rose, times how many requests had to bear it. */
function weightOf(
  { onset, interval, end }: FoundOnset,
  cells: readonly (RequestCell | undefined)[],
): number {
  const borne = cells.slice(interval, end).reduce((sum, cell) => sum + (cell?.count ?? 0), 0);
  const rise =
    onset.metric !== 'error_rate'
      ? Math.log(Math.max(onset.ratio ?? 1, 1))
      : Math.log1p((onset.after - onset.before) / LEAST_ERRORS);
  return rise * Math.sqrt(borne);
}

function worsening(
  { endpoint, cells }: Series,
  grid: TimeGrid,
  find: FindChangePoints,
  metric: IncidentOnset['metric'],
): readonly FoundOnset[] {
  const intervals: number[] = [];
  const values: number[] = [];
  for (let at = 0; at < grid.length; at += 1) {
    const cell = cells[at];
    if (cell === undefined) continue;
    const isTimed = metric !== 'error_rate';
    if ((isTimed ? cell.durations.count : cell.count) < FEWEST_FOR_P95) continue;
    const value = isTimed ? cell.durations.quantile(QUANTILES[metric]) : cell.errors / cell.count;
    if (value === null) continue;
    intervals.push(at);
    values.push(value);
  }
  if (values.length < FEWEST_POINTS) return [];
  const levels = withoutSeason(values, intervals, grid);
  const found = find(levels);
  const momentOf = (index: number): string => {
    const interval = intervals[Math.min(index, intervals.length - 1)] ?? 0;
    return new Date(grid.start + interval * grid.widthMs).toISOString();
  };
  const isWorse = (before: number, after: number): boolean =>
    metric === 'error_rate'
      ? after - before >= LEAST_ERRORS
      : after >= before * LEAST_RATIO &&
        (metric === 'p95' || after >= before + LEAST_MEDIAN_RISE_MS);
  const steps = found.points.flatMap((point, number): readonly FoundOnset[] => {
    if (!isWorse(point.before, point.after)) return [];
    const next = found.points.slice(number + 1).find(({ after }) => !isWorse(point.before, after));
    const end = next?.index ?? values.length;
    const isSpike = next !== undefined && end - point.index <= SPIKE_INTERVALS;
    const after = settledAfter(levels, point, found.points[number + 1], end);
    return [
      {
        interval: intervals[point.index] ?? 0,
        end: (intervals[end - 1] ?? grid.length - 1) + 1,
        onset: {
          ...{ metric, endpoint, kind: isSpike ? 'spike' : 'step' },
          ...{ before: point.before, after },
          ratio: after === point.after ? point.ratio : ratioOf(point.before, after),
          at: momentOf(point.index),
          // A change within an interval shows in the one before it or in its own.
          low: momentOf(Math.max(0, point.low - 1)),
          high: momentOf(point.high),
          until: next === undefined ? null : momentOf(end),
          confidence: point.confidence,
        },
      },
    ];
  });
  const { drift } = found;
  if (steps.length > 0 || drift === null) return steps;
  const [before, after] = [values[drift.start] ?? 0, values[drift.end - 1] ?? 0];
  if (!isWorse(before, after)) return [];
  return [
    {
      interval: intervals[drift.start] ?? 0,
      end: (intervals[drift.end - 1] ?? grid.length - 1) + 1,
      onset: {
        ...{ metric, endpoint, kind: 'drift', before, after, until: null },
        ratio: ratioOf(before, after),
        at: momentOf(drift.start),
        low: momentOf(Math.max(0, drift.start - 1)),
        high: momentOf(Math.min(drift.start + FEWEST_POINTS, values.length - 1)),
        confidence: 0.99,
      },
    },
  ];
}

/**
 * What it became: where one change is followed by another, as when connections run out one by one, the
 * first level is half of the way; the middle of all until the end says more.
 */
function settledAfter(
  levels: readonly number[],
  point: Point,
  following: Point | undefined,
  end: number,
): number {
  const isOneLevel = following === undefined || following.index >= end;
  return isOneLevel ? point.after : (median(levels.slice(point.index, end)) ?? point.after);
}

function ratioOf(before: number, after: number): number | null {
  return before > 0 ? after / before : null;
}
