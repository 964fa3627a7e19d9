import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { createLatencies, type Latencies } from '../../model/response-time-percentiles.ts';
import type { CacheHeader } from '../../model/scenario/scenario.ts';
import { monotonicOffsetMs } from '../../probe/monotonic-clock.ts';
import { nearestRank } from '../../stats/order-statistics.ts';
import { recordSlices } from '../latency/client-latency-histograms-by-time-slice.ts';
import type { LoadPlan, LoadResult } from './load-generator-messages.ts';

/** Histogram units a millisecond: tenths of a microsecond, finer than the clock is good for. */
const PER_MS = 10_000;
/** Percentiles are exact to 0.1 µs up to 13 ms, and to 0.001 % beyond. */
const FINE_DIGITS = 5;
/** Significant digits of the stored histogram, in microseconds: a few hundred bytes. */
const KEPT_DIGITS = 3;

export function isExpectedStatus(status: number, expectStatus: readonly number[]): boolean {
  return expectStatus.length === 0 ? status >= 200 && status < 400 : expectStatus.includes(status);
}

export type RequestOutcomeRecorder = ReturnType<typeof createRequestOutcomeRecorder>;

export function createRequestOutcomeRecorder(
  plan: Pick<LoadPlan, 'expectStatus' | 'timeoutMs' | 'cacheHeader'>,
  mostPieces: number = MOST_PIECES,
) {
  const times = createTimes(plan.timeoutMs, mostPieces);
  const cacheHeader =
    plan.cacheHeader === undefined ? undefined : watchCacheHeader(plan.cacheHeader);
  const statuses = new Map<number, number>();
  const failures = new Map<string, number>();
  let succeeded = 0;
  let failed = 0;
  let completedInWindow = 0;

  const fail = (kind: string): void => {
    failed += 1;
    increment(failures, kind);
  };

  return {
    /** Counts an answer by its status. @param endMs - Completion time, by `performance.now()`. */
    answer: (status: number, latencyMs: number, endMs: number, isInWindow: boolean) => {
      increment(statuses, status);
      if (!isExpectedStatus(status, plan.expectStatus)) return fail(`status ${status}`);
      succeeded += 1;
      if (isInWindow) completedInWindow += 1;
      times.add(latencyMs, endMs);
    },
    fail,
    /** Receives the headers of every response; undefined if none is inspected. */
    cacheHeader,
    counts: (): Omit<LoadResult, 'windowMs' | 'busyMs' | 'generator'> => ({
      ...(cacheHeader === undefined ? {} : { cache: cacheHeader.counts() }),
      requests: succeeded + failed,
      failed,
      answered: [...statuses.values()].reduce((sum, count) => sum + count, 0),
      completedInWindow,
      statuses: Object.fromEntries(statuses),
      failures: Object.fromEntries(failures),
      ...(succeeded === 0 ? { latencies: null, histogram: null, slices: null } : times.summary()),
    }),
  };
}

/** Length of a buffer of times not yet in the histograms; separate buffers avoid copying. */
const PIECE = 65_536;
/** The first buffer is small, since a round of a comparison has about a hundred answers. */
const FIRST_PIECE = 1_024;
/** 64 MB of buffered times; beyond that, some are added to the histograms during the load. */
const MOST_PIECES = 64;

/**
 * Adds times to histograms after the load, since time the generator spends between two requests is
 * time the server is not loaded.
 */
function createTimes(timeoutMs: number, mostPieces: number) {
  /** Created on demand: creating it takes longer than the rest of a short load. */
  let fine: Histogram | null = null;
  const kept = createHistogram(timeoutMs * 1_000, KEPT_DIGITS);
  const offsetMs = monotonicOffsetMs();
  const slices = recordSlices(performance.now() + offsetMs);
  const full: Float64Array[] = [];
  /** Alternating times and ends. */
  let piece: Float64Array = new Float64Array(2 * FIRST_PIECE);
  let used = 0;

  const histogram = (): Histogram => {
    fine ??= createHistogram(timeoutMs * PER_MS, FINE_DIGITS);
    return fine;
  };
  const putAway = (pairs: Float64Array, into: Histogram | null): void => {
    for (let index = 0; index < pairs.length; index += 2) {
      const [timeMs = 0, endMs = 0] = [pairs[index], pairs[index + 1]];
      into?.recordValue(Math.max(1, Math.round(timeMs * PER_MS)));
      kept.recordValue(Math.max(1, Math.round(timeMs * 1_000)));
      slices.add(endMs + offsetMs, timeMs);
    }
  };

  return {
    add: (latencyMs: number, endMs: number): void => {
      piece[used] = latencyMs;
      piece[used + 1] = endMs;
      used += 2;
      if (used < piece.length) return;
      full.push(piece);
      used = 0;
      const oldest = full.length > mostPieces ? full.shift() : undefined;
      if (oldest !== undefined) putAway(oldest, histogram());
      piece = oldest ?? new Float64Array(2 * PIECE);
    },
    summary: (): Pick<LoadResult, 'latencies' | 'histogram' | 'slices'> => {
      const last = piece.subarray(0, used);
      // Few times are sorted, many are put into a histogram.
      const into = full.length === 0 ? fine : histogram();
      for (const fullPiece of full.splice(0)) putAway(fullPiece, into);
      putAway(last, into);
      used = 0;
      return {
        latencies: into === null ? exactPercentiles(last) : percentiles(into),
        histogram: encodeIntoCompressedBase64(kept),
        slices: slices.slices(),
      };
    },
  };
}

/** @param pairs - Alternating times and ends. */
function exactPercentiles(pairs: Float64Array): Latencies {
  const times = pairs.filter((_value, index) => index % 2 === 0).sort();
  const at = (percentile: number): number => nearestRank(times, percentile / 100) ?? 0;
  return createLatencies(at, at(100));
}

/** Creates a histogram that grows, since an answer may arrive just after its time limit. */
function createHistogram(highest: number, digits: 3 | 5): Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: Math.max(2, Math.ceil(highest)),
    numberOfSignificantValueDigits: digits,
  });
}

function percentiles(histogram: Histogram): Latencies {
  // A bucket returns its upper bound, which may exceed the largest value in it.
  const at = (percentile: number): number =>
    Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue) / PER_MS;
  return createLatencies(at, histogram.maxValue / PER_MS);
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Counts hits by a header of every response. */
export function watchCacheHeader({ name, hit }: CacheHeader) {
  const isHit = hitPattern(hit);
  let responses = 0;
  let told = 0;
  let hits = 0;
  const see = (value: string | undefined): void => {
    responses += 1;
    if (value === undefined) return;
    told += 1;
    if (isHit.test(value)) hits += 1;
  };
  return {
    /** Headers as received by the connection: alternating names and values. */
    seeList: (headers: readonly string[]): void => {
      let value: string | undefined;
      for (let index = 0; index < headers.length; index += 2) {
        const found = headers[index] ?? '';
        // Comparing lengths first rules out most names without creating a string.
        if (found.length !== name.length || found.toLowerCase() !== name) continue;
        value = value === undefined ? headers[index + 1] : `${value}, ${headers[index + 1]}`;
      }
      see(value);
    },
    /** Headers by their names in small letters. */
    seeNamed: (headers: Readonly<Record<string, string | string[] | undefined>>): void => {
      const value = headers[name];
      see(Array.isArray(value) ? value.join(', ') : value);
    },
    counts: (): NonNullable<LoadResult['cache']> => ({ responses, told, hits }),
  };
}

/** Matches the text as a whole word: `HIT` is in `Hit from cloudfront`, not in `no-whitespace`. */
function hitPattern(hit: string): RegExp {
  const literal = hit.replace(/[^\w\s]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9_])${literal}(?![A-Za-z0-9_])`, 'i');
}
