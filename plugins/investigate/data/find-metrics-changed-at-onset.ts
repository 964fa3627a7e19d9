import { findChangePoints } from 'perf-harness/plugin';
import type { CauseMechanism, IncidentSignal } from '../document/investigation-document.ts';
import { median } from '../observations/median.ts';
import type { ObservedSeries } from '../observations/metric-time-series-table.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import { findRankChange } from './find-metric-level-change-by-rank-test.ts';

const LEAST_CHANGE = 0.15;
const FEWEST_POINTS = 8;
/**
 * Rate of investigations in which an unchanged series may be reported as changed, whatever the
 * number of series (Bonferroni); a tenth of the intended rate, since real values have longer tails
 * than the noise model.
 */
const FALSE_ALARMS = 0.001;
/** Intervals on either side of the onset at which ranks are compared. */
const ONSET_INTERVALS = 1;
/** Same rate for rank tests, which long tails do not affect. */
const FALSE_ALARMS_OF_RANKS = 0.01;

/** Mechanism of a series by its name; the first match applies. */
const MECHANISMS: readonly (readonly [name: RegExp, mechanism: CauseMechanism])[] = [
  [/pool|connections?(?:_|$)|in_use|idle_conn|backends/u, 'connections'],
  [/cache|(?<![a-z])(?:hit_?r|evict|miss(?:es)?_?r)/u, 'cache'],
  [/(?<![a-z])(?:lock|deadlock)/u, 'locks'],
  [/(?<![a-z])(?:quer(?:y|ies)|(?:my|pg_?)?sql|db_time|rows_|seq_scan|slow)/u, 'queries'],
  [/event_?loop|loop_?(?:lag|delay)/u, 'event loop'],
  [/throttl|cpu|(?<![a-z])(?:load_?(?:1|5|avg|average)|steal)/u, 'cpu'],
  [/memory|heap|(?<![a-z])(?:mem|rss|gc_|swap)/u, 'memory'],
  [/(?<![a-z])(?:disk|io_?wait|iops|inode|volume)/u, 'disk'],
  [/time_?out/u, 'timeouts'],
  [/replica|(?<![a-z])(?:pods?_|instances|(?:auto)?scal(?:e|ing))/u, 'scaling'],
  [/network|latency|(?<![a-z])(?:net_|rtt|packet|downstream|upstream|tcp)/u, 'network'],
  [/traffic|throughput|(?<![a-z])(?:req(?:uests)?_|rps|qps)/u, 'load'],
];

/** Mechanism of a series; null: its name does not show it. */
export function inferMechanism(name: string): CauseMechanism | null {
  const words = name.replace(/([a-z])([A-Z])/gu, '$1_$2').toLowerCase();
  return MECHANISMS.find(([form]) => form.test(words))?.[1] ?? null;
}

/**
 * Finds series whose level changed, each with its clearest change.
 *
 * @param onset - Interval of the onset, where ranks are compared to find changes that the search
 * misses; null if there is none.
 */
export function findMetricSignals(
  series: readonly ObservedSeries[],
  grid: TimeGrid,
  onset: number | null = null,
): readonly IncidentSignal[] {
  const isNear = (interval: number): boolean =>
    onset !== null && Math.abs(interval - onset) <= ONSET_INTERVALS;
  return series.flatMap(({ name, labels, at, values }): readonly IncidentSignal[] => {
    const bins = binned(at, values, grid);
    const change =
      bins.length < FEWEST_POINTS ? null : clearestChange(name, bins, isNear, series.length);
    if (change === null) return [];
    const momentOf = (index: number): string =>
      new Date(bins[Math.min(Math.max(index, 0), bins.length - 1)]?.at ?? 0).toISOString();
    const { index, low, high, before, after } = change;
    return [
      {
        ...{ name, labels, mechanism: inferMechanism(name), peak: Math.max(...values) },
        ...{ at: momentOf(index), low: momentOf(low), high: momentOf(high), before, after },
      },
    ];
  });
}

/** A series that has too few points on a side of the beginning to tell whether it changed. */
export interface SparseSeries {
  readonly name: string;
  readonly labels: string;
  /** Intervals with points before it began, and their median. */
  readonly points: number;
  readonly before: number;
  readonly after: number;
  readonly pointsSince: number;
}

/**
 * Series that seem changed but have too few points to be sure: lack of data is not lack of change.
 *
 * @param onset - Interval at which the incident began.
 */
export function findSparseSeries(
  series: readonly ObservedSeries[],
  grid: TimeGrid,
  onset: number,
): readonly SparseSeries[] {
  return series.flatMap(({ name, labels, at, values }): readonly SparseSeries[] => {
    const bins = binned(at, values, grid);
    const [first, second] = [
      bins.filter(({ interval }) => interval < onset).map(({ value }) => value),
      bins.filter(({ interval }) => interval >= onset).map(({ value }) => value),
    ];
    if (bins.length === 0 || Math.min(first.length, second.length) >= SHORTEST_LEVEL) return [];
    const [before, after] = [median(first) ?? 0, median(second) ?? 0];
    const isSame = first.length > 0 && second.length > 0 && !isLarge(before, after);
    if (isSame) return [];
    return [{ name, labels, before, after, points: first.length, pointsSince: second.length }];
  });
}

/** Change of level at an index, which may in truth lie anywhere from `low` to `high`. */
type LevelChange = Pick<Found['points'][number], 'index' | 'low' | 'high' | 'before' | 'after'>;

/** @param count - Number of series, over which the rates of false alarms are divided. */
function clearestChange(
  name: string,
  bins: readonly SeriesBin[],
  isNear: (interval: number) => boolean,
  count: number,
): LevelChange | null {
  const centers = bins.map(({ value }) => value);
  const found = findChangePoints(centers);
  const [clearest] = found.points
    .filter(({ confidence }) => confidence >= 1 - FALSE_ALARMS / count)
    .flatMap((point) => betweenLevels(point, found.levels, centers) ?? [])
    .toSorted((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  if (clearest !== undefined) return { ...clearest, low: clearest.low - 1 };
  const near = [...bins.keys()].filter((index) => isNear(bins[index]?.interval ?? 0));
  // An occasional wait has a median of 0, and ranks tolerate outliers of means.
  const means = bins.map(({ mean }) => mean);
  const ranked = findRankChange(means, near, FALSE_ALARMS_OF_RANKS / count);
  if (ranked !== null && isLarge(ranked.before, ranked.after))
    return { ...ranked, low: ranked.index - 1, high: ranked.index + 1 };
  const full = filledUp(name, centers);
  if (full !== null) {
    const [before, after] = [median(centers.slice(0, full)) ?? 0, median(centers.slice(full)) ?? 0];
    // The harm may have started at any time from there to the final plateau.
    return { index: full, low: full - 1, high: plateauOf(centers, full), before, after };
  }
  const { drift } = found;
  if (drift === null) return null;
  const { start, end } = drift;
  const [before, after] = [centers[start] ?? 0, centers[end - 1] ?? 0];
  return isLarge(before, after)
    ? { index: start, low: start - 1, high: end - 1, before, after }
    : null;
}

/** Metric names for utilization of a limited resource, in percent. */
const SHARE = /usage|util|percent|pct|used/iu;
/** Percent from which lasting use of a resource delays others. */
const FULL = 95;
/** Intervals that it has to stay there. */
const LASTING = 3;

/**
 * Finds where a resource that filled up slowly became full for good: it does harm from there on,
 * not from the start of its rise.
 */
function filledUp(name: string, centers: readonly number[]): number | null {
  if (!SHARE.test(name) || centers.some((value) => value < 0 || value > 110)) return null;
  const first = centers.findIndex((_, index) =>
    centers.slice(index, index + LASTING).every((value) => value >= FULL),
  );
  return first <= 0 || first > centers.length - LASTING ? null : first;
}

/** Returns the first interval from `from` on that reaches the median of the last part. */
function plateauOf(centers: readonly number[], from: number): number {
  const last = Math.max(LASTING, Math.ceil((centers.length - from) / 2));
  const end = median(centers.slice(-last)) ?? 0;
  const place = centers.findIndex((value, index) => index >= from && value >= end);
  return place === -1 ? from : place;
}

/** Intervals of a level; fewer are outliers of noise with long tails. */
const SHORTEST_LEVEL = 6;

type Found = ReturnType<typeof findChangePoints>;

/** Returns a change with both medians; null if they hardly differ or a level is too short. */
function betweenLevels(
  { index, low, high }: Found['points'][number],
  levels: Found['levels'],
  values: readonly number[],
): LevelChange | null {
  const start = levels.find(({ end }) => end === index)?.start ?? 0;
  const end = levels.find((level) => level.start === index)?.end ?? values.length;
  if (index - start < SHORTEST_LEVEL || end - index < SHORTEST_LEVEL) return null;
  const before = median(values.slice(start, index)) ?? 0;
  const after = median(values.slice(index, end)) ?? 0;
  return isLarge(before, after) ? { index, low, high, before, after } : null;
}

function isLarge(before: number, after: number): boolean {
  return (
    Math.abs(after - before) >= LEAST_CHANGE * Math.max(Math.abs(before), Math.abs(after), 1e-12)
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface SeriesBin {
  readonly interval: number;
  readonly at: number;
  /** Median. */
  readonly value: number;
  readonly mean: number;
}

function binned(
  at: readonly number[],
  values: readonly number[],
  { start, widthMs, length }: TimeGrid,
): readonly SeriesBin[] {
  const bins = new Map<number, number[]>();
  for (const [index, moment] of at.entries()) {
    const interval = Math.floor((moment - start) / widthMs);
    if (interval < 0 || interval >= length) continue;
    const bin = bins.get(interval) ?? [];
    if (bin.length === 0) bins.set(interval, bin);
    bin.push(values[index] ?? 0);
  }
  return [...bins.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([interval, bin]) => ({
      interval,
      at: start + interval * widthMs,
      value: median(bin) ?? 0,
      mean: meanOf(bin),
    }));
}
