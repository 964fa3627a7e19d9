import { readers } from 'perf-harness/plugin';
import type { SeriesTable } from '../../observations/metric-time-series-table.ts';
import { sanitizeText } from '../sanitize-log-text.ts';

/** Kind of a metric: a gauge is read as is; a counter only rises, restarts with its program. */
export type MetricKind = 'gauge' | 'counter';

const LONGEST_LABELS = 200;
const MOST_SERIES = 20_000;
const MOST_BUCKETS = 2_000_000;
const QUANTILE = 0.95;

type Labels = Readonly<Record<string, string>>;

/**
 * Converts metric points to series: gauges unchanged, counters as rates per second, histograms as
 * their 95th percentile between two scrapes.
 */
export class MetricPoints {
  readonly #table: SeriesTable;
  readonly #last = new Map<string, { at: number; value: number }>();
  readonly #histograms = new Map<
    string,
    { readonly name: string; readonly labels: string; readonly at: Map<number, HistogramBucket[]> }
  >();
  readonly #grown = new Map<string, { at: number; buckets: readonly HistogramBucket[] }>();
  #buckets = 0;

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  /** @param at - Milliseconds since 1970; in order within a series. */
  add(name: string, labels: Labels, at: number, value: number, kind: MetricKind): void {
    const text = labelText(labels);
    if (kind === 'gauge') {
      this.#table.add(name, text, at, value);
      return;
    }
    const rise = this.#rise(`${name}\u0000${text}`, at, value);
    if (rise !== null) this.#table.add(`rate(${name})`, text, at, rise.by / (rise.overMs / 1000));
  }

  /**
   * A bucket of a histogram, as it has counted since its program began.
   *
   * @param name - Without `_bucket`. @param until - Its upper edge. @param labels - Without that.
   */
  addBucket(name: string, labels: Labels, at: number, until: number, count: number): void {
    const text = labelText(labels);
    const rise = this.#rise(`${name}\u0000${text}\u0000${until}`, at, count);
    if (rise !== null) this.#keep(name, text, at, { until, count: rise.by });
  }

  /** Adds a histogram of values since the last one. @param buckets - Cumulative, by upper bound. */
  addHistogram(
    name: string,
    labels: Labels,
    at: number,
    buckets: readonly HistogramBucket[],
  ): void {
    for (const bucket of buckets) this.#keep(name, labelText(labels), at, bucket);
  }

  /** Adds a histogram of all values since its program started; its bounds may have changed. */
  addGrowingHistogram(
    name: string,
    labels: Labels,
    at: number,
    buckets: readonly HistogramBucket[],
  ): void {
    const key = `${name}\u0000${labelText(labels)}`;
    const last = this.#grown.get(key);
    if (!Number.isFinite(at) || (last !== undefined && at <= last.at)) return;
    if (last === undefined && this.#grown.size >= MOST_SERIES) return;
    this.#grown.set(key, { at, buckets });
    if (last !== undefined)
      this.addHistogram(name, labels, at, histogramIncrease(last.buckets, buckets));
  }

  /** Adds the percentiles, when all buckets are known. */
  end(): void {
    for (const { name, labels, at: moments } of this.#histograms.values()) {
      for (const [at, buckets] of [...moments].toSorted(([a], [b]) => a - b)) {
        const ends = buckets.map(({ until, count }) => [until, count] as const);
        const found = readers.bucketQuantile(ends, QUANTILE);
        if (found !== null) this.#table.add(`${name}_p95`, labels, at, found.value);
      }
    }
    this.#histograms.clear();
  }

  #keep(name: string, labels: string, at: number, bucket: HistogramBucket): void {
    if (this.#buckets >= MOST_BUCKETS || Number.isNaN(at)) return;
    this.#buckets += 1;
    const key = `${name}\u0000${labels}`;
    let histogram = this.#histograms.get(key);
    if (histogram === undefined) {
      histogram = { name, labels, at: new Map() };
      this.#histograms.set(key, histogram);
    }
    const buckets = histogram.at.get(at);
    if (buckets === undefined) histogram.at.set(at, [bucket]);
    else buckets.push(bucket);
  }

  /** Rise of a counter since its previous point; null: none. A decrease means a reset to 0. */
  #rise(key: string, at: number, value: number): { by: number; overMs: number } | null {
    if (!Number.isFinite(value) || !Number.isFinite(at)) return null;
    const last = this.#last.get(key);
    if (last === undefined) {
      if (this.#last.size < MOST_SERIES) this.#last.set(key, { at, value });
      return null;
    }
    const overMs = at - last.at;
    if (overMs <= 0) return null;
    const by = value >= last.value ? value - last.value : value;
    [last.at, last.value] = [at, value];
    return { by, overMs };
  }
}

/** Most readers give the same labels again and again, as the same object. */
const TEXTS = new WeakMap<Labels, string>();

function labelText(labels: Labels): string {
  const known = TEXTS.get(labels);
  if (known !== undefined) return known;
  const text = Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
  const shown = sanitizeText(text, LONGEST_LABELS);
  TEXTS.set(labels, shown);
  return shown;
}

/** Cumulative bucket of a histogram: the number of values up to a bound. */
export interface HistogramBucket {
  /** Upper edge; infinity for the last. */
  readonly until: number;
  readonly count: number;
}

/**
 * Counts of a histogram since an earlier state, at its own bucket bounds. The earlier state may
 * have finer bounds, or fewer at either end. A lower count in any bucket means that the histogram
 * was reset to 0.
 *
 * @param before - Ascending, as is `now`.
 */
function histogramIncrease(
  before: readonly HistogramBucket[],
  now: readonly HistogramBucket[],
): readonly HistogramBucket[] {
  let [place, counted] = [0, 0];
  const risen: HistogramBucket[] = [];
  for (const { until, count } of now) {
    for (; (before[place]?.until ?? Number.NaN) <= until; place += 1)
      counted = before[place]?.count ?? counted;
    risen.push({ until, count: count - counted });
  }
  let last = 0;
  for (const { count } of risen) {
    if (count < last) return now;
    last = count;
  }
  return risen;
}
