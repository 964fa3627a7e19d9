import type { BeforeAndAfter, DataPart, ServedLevel } from '../document/investigation-document.ts';
import type { Observations } from '../observations/collected-log-observations.ts';
import { addUtilizationSeries } from '../observations/metric-time-series-table.ts';
import {
  type RequestCell,
  type RequestTable,
  sumRequestCells,
  type TimeGrid,
} from '../observations/requests-by-interval.ts';
import type { LogSource } from '../read/log-format-reader-types.ts';
import {
  compareErrorLogLines,
  compareSlowQueries,
  isBeyondChance,
} from './compare-logs-before-and-after-onset.ts';
import { type FoundOnset, findOnset, findOtherOnsets } from './find-degradation-onset.ts';
import {
  findMetricSignals,
  findSparseSeries,
  type SparseSeries,
} from './find-metrics-changed-at-onset.ts';
import { findNewLogErrors } from './find-onset-from-new-log-errors.ts';
import { findTrafficMixChanges, type TrafficPart } from './find-traffic-mix-changes.ts';
import { collectLogQualityFindings } from './log-quality-findings.ts';
import {
  computeServedLevel,
  errorRate,
  MIN_VALUES_FOR_P95,
  servedLevelBetween,
} from './request-latency-and-error-statistics.ts';

const MOST_SEARCHED = 50;
/** An endpoint is affected if its 95th percentile, or its share of errors, rose at least this much. */
const AFFECTED_RATIO = 1.2;
const AFFECTED_ERRORS = 0.002;
/** The median, which varies less and has fewer values to be taken from, by as much. */
const AFFECTED_MEDIAN = 1.5;
const MOST_OTHERS = 5;
const MINUTE_MS = 60_000;

export function analyseLogObservations(
  observed: Observations,
  sources: readonly LogSource[],
  {
    namedService,
    metrics = [],
  }: {
    readonly namedService: string | null;
    /** Files that were named as having numbers over time. */
    readonly metrics?: readonly string[];
  },
): DataPart {
  const factor = mergeFactor(observed.requests);
  const requests = observed.requests.merged(factor);
  const { grid } = requests;
  const endpoints = requests.endpoints();
  const all = Array.from({ length: grid.length }, (_, interval) =>
    sumOrNone(endpoints.map(({ cells }) => cells[interval])),
  );
  const searched = endpoints
    .map(({ name, cells }) => ({ endpoint: name, cells, count: sumRequestCells(cells).count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_SEARCHED);
  const { served, found, inParts } = findOnsets(observed, all, searched, { grid, factor });
  const parts = found === null ? null : levelsOf(all, found);
  const requestCount = parts?.after.count ?? sumRequestCells(all).count;
  const compared = endpoints
    .map(({ name, cells }) => beforeAndAfter(name, cells, found, requestCount))
    .toSorted((a, b) => weight(b) - weight(a));
  const { signals, sparse } = signalsOf(observed, grid, found?.interval ?? null);
  return {
    sources: sources.map(({ hasZone, clockJump, assumedYear, ...source }) => source),
    interval_ms: grid.widthMs,
    timeline: all.map((cell, interval) => ({
      at: new Date(grid.start + interval * grid.widthMs).toISOString(),
      ...computeServedLevel(cell),
    })),
    onset: found?.onset ?? null,
    also: served === null ? [] : findOtherOnsets(served, searched, grid).slice(0, MOST_OTHERS),
    before: parts?.before ?? null,
    after: parts?.after ?? null,
    traffic: found === null ? null : trafficOf(found, all, grid.widthMs),
    mix: inParts === null ? [] : findTrafficMixChanges(...mixOf(observed.requests), inParts),
    affected_share: compared
      .filter(({ is_affected }) => is_affected)
      .reduce((sum, { share }) => sum + share, 0),
    endpoints: compared,
    segments: segmentsOf(requests, found, requestCount),
    signals,
    error_lines: compareErrorLogLines(observed.errorLines.all(), observed.requests.grid, inParts),
    slow_queries: compareSlowQueries(observed.statements.all(), observed.requests.grid, inParts),
    findings: collectLogQualityFindings({
      requests,
      sources,
      all,
      namedService,
      metrics,
      sparse,
      isWorse: found !== null,
    }),
  };
}

function signalsOf(
  observed: Observations,
  grid: TimeGrid,
  onset: number | null,
): Pick<DataPart, 'signals'> & { readonly sparse: readonly SparseSeries[] } {
  const series = addUtilizationSeries(observed.series.all());
  const signals = findMetricSignals(series, grid, onset);
  const isSignal = new Set(signals.map(({ name, labels }) => `${name} ${labels}`));
  const sparse = onset === null ? [] : findSparseSeries(series, grid, onset);
  return {
    signals,
    sparse: sparse.filter(({ name, labels }) => !isSignal.has(`${name} ${labels}`)),
  };
}

/** Finds the onset: of requests, and if none of them degraded, of error lines. */
function findOnsets(
  observed: Observations,
  all: readonly (RequestCell | undefined)[],
  searched: Parameters<typeof findOnset>[1],
  { grid, factor }: { readonly grid: TimeGrid; readonly factor: number },
): {
  readonly served: FoundOnset | null;
  readonly found: FoundOnset | null;
  /** In the intervals that lines and statements were counted in. */
  readonly inParts: FoundOnset | null;
} {
  const served = findOnset(all, searched.length > 1 ? searched : [], grid);
  if (served !== null) {
    const [interval, end] = [served.interval * factor, served.end * factor];
    return { served, found: served, inParts: { ...served, interval, end } };
  }
  const errors = findNewLogErrors(observed.errorLines.all(), observed.requests.grid);
  if (errors === null) return { served, found: null, inParts: null };
  const interval = Math.floor(errors.interval / factor);
  const end = Math.ceil(errors.end / factor);
  return { served, found: { ...errors, interval, end }, inParts: errors };
}

const MIN_REQUESTS = 2 * MIN_VALUES_FOR_P95;
/** Minimum number of intervals left after merging, for a level on both sides of a change. */
const FEWEST_INTERVALS = 24;

/** Number of intervals to merge so that each has enough requests, as far as the period allows. */
function mergeFactor(requests: RequestTable): number {
  const cells = requests.endpoints().map((endpoint) => endpoint.cells);
  const filled = Array.from({ length: requests.grid.length }, (_, interval) =>
    cells.reduce((sum, own) => sum + (own[interval]?.count ?? 0), 0),
  ).filter((count) => count > 0);
  if (filled.length === 0) return 1;
  const mean = filled.reduce((sum, count) => sum + count, 0) / filled.length;
  const most = Math.max(1, Math.floor(requests.grid.length / FEWEST_INTERVALS));
  return Math.min(most, Math.max(1, Math.ceil(MIN_REQUESTS / mean)));
}

function sumOrNone(cells: readonly (RequestCell | undefined)[]): RequestCell | undefined {
  return cells.some((cell) => cell !== undefined) ? sumRequestCells(cells) : undefined;
}

function mixOf(
  requests: RequestTable,
): readonly [parts: readonly TrafficPart[], all: readonly number[]] {
  const intervals = Array.from({ length: requests.grid.length }, (_, interval) => interval);
  const countsOf = (cells: readonly (RequestCell | undefined)[]): readonly number[] =>
    intervals.map((interval) => cells[interval]?.count ?? 0);
  const endpoints = requests
    .endpoints()
    .map(({ name, cells }) => ({ of: 'endpoint', name, counts: countsOf(cells) }));
  const all = intervals.map((interval) =>
    endpoints.reduce((sum, { counts }) => sum + (counts[interval] ?? 0), 0),
  );
  const columns = requests.segments.flatMap((of) =>
    [...requests.valuesOf(of)].map(([name, cells]) => ({ of, name, counts: countsOf(cells) })),
  );
  const clients = [...requests.clients.all(requests.grid.length)].map(([name, counts]) => ({
    of: 'client',
    name,
    counts,
  }));
  return [[...clients, ...endpoints, ...columns], all];
}

function levelsOf(
  cells: readonly (RequestCell | undefined)[],
  { interval, end }: Pick<FoundOnset, 'interval' | 'end'>,
): { readonly before: ServedLevel; readonly after: ServedLevel } {
  return {
    before: servedLevelBetween(cells, 0, interval),
    after: servedLevelBetween(cells, interval, end),
  };
}

/** Requests per minute before and since the onset; null if there were none before. */
function trafficOf(
  { interval, end }: FoundOnset,
  all: readonly (RequestCell | undefined)[],
  widthMs: number,
): DataPart['traffic'] {
  const perMinute = (cells: typeof all): number => {
    const filled = cells.filter((cell) => cell !== undefined);
    const count = filled.reduce((sum, cell) => sum + cell.count, 0);
    return filled.length === 0 ? 0 : count / ((filled.length * widthMs) / MINUTE_MS);
  };
  const [before, after] = [perMinute(all.slice(0, interval)), perMinute(all.slice(interval, end))];
  return before > 0 ? { before, after, ratio: after / before } : null;
}

function beforeAndAfter(
  name: string,
  cells: readonly (RequestCell | undefined)[],
  found: FoundOnset | null,
  total: number,
): BeforeAndAfter {
  const { length } = cells;
  const { before, after } = levelsOf(cells, found ?? { interval: length, end: length });
  // Without an onset, the share is of the whole period.
  const { count } = found === null ? before : after;
  const share = total === 0 ? 0 : count / total;
  return { name, before, after, share, is_affected: found !== null && isAffected(before, after) };
}

function isAffected(before: ServedLevel, after: ServedLevel): boolean {
  const isLow = before.low_n || after.low_n;
  const rose = (was: number | null, is: number | null, ratio: number): boolean =>
    !isLow && was !== null && is !== null && is >= was * ratio;
  const isSlower =
    rose(before.p95, after.p95, AFFECTED_RATIO) || rose(before.p50, after.p50, AFFECTED_MEDIAN);
  const hasMore = errorRate(after) - errorRate(before) >= AFFECTED_ERRORS;
  return (
    isSlower ||
    (hasMore &&
      isBeyondChance(before.errors, after.errors, after.count / (before.count + after.count)))
  );
}

/** Sorts affected parts first, then those with the most requests. */
function weight({ before, after, is_affected }: BeforeAndAfter): number {
  return (is_affected ? 1e12 : 0) + after.count + before.count / 1e12;
}

function segmentsOf(
  requests: RequestTable,
  found: FoundOnset | null,
  total: number,
): DataPart['segments'] {
  return requests.segments.flatMap((column) => {
    const values = [...requests.valuesOf(column)];
    // A column with a single value distinguishes nothing.
    if (values.length < 2) return [];
    return [
      {
        column,
        values: values
          .map(([name, cells]) => beforeAndAfter(name, cells, found, total))
          .toSorted((a, b) => weight(b) - weight(a)),
      },
    ];
  });
}
