import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { Latencies, LoadPlan, LoadResult } from './load-messages.ts';

/** Counts what becomes of the requests of one load run. */
export interface LoadRecorder {
  /** An answer arrived. Counts it as success or failure by its status. */
  readonly answer: (status: number, latencyMs: number, isInWindow: boolean) => void;
  /** A request will get no answer. */
  readonly fail: (kind: string) => void;
  readonly counts: () => Omit<LoadResult, 'windowMs' | 'generator'>;
}

/** Histogram units a millisecond: tenths of a microsecond, finer than the clock is good for. */
const PER_MS = 10_000;
/** Percentiles are exact to 0.1 µs up to 13 ms, and to 0.001 % beyond. */
const FINE_DIGITS = 5;
/** What the record keeps, in microseconds: a few hundred bytes. */
const KEPT_DIGITS = 3;

/** Where an answer with that status counts as a success. */
export function isExpected(status: number, expectStatus: readonly number[]): boolean {
  return expectStatus.length === 0 ? status >= 200 && status < 400 : expectStatus.includes(status);
}

export function createLoadRecorder(
  plan: Pick<LoadPlan, 'expectStatus' | 'timeoutMs'>,
): LoadRecorder {
  const latencies = createHistogram(plan.timeoutMs * PER_MS, FINE_DIGITS);
  const kept = createHistogram(plan.timeoutMs * 1_000, KEPT_DIGITS);
  const statuses = new Map<string, number>();
  const failures = new Map<string, number>();
  let failed = 0;
  let answered = 0;
  let completedInWindow = 0;

  const fail = (kind: string): void => {
    failed += 1;
    increment(failures, kind);
  };

  return {
    answer: (status, latencyMs, isInWindow) => {
      answered += 1;
      increment(statuses, String(status));
      if (!isExpected(status, plan.expectStatus)) return fail(`status ${status}`);
      if (isInWindow) completedInWindow += 1;
      latencies.recordValue(Math.max(1, Math.round(latencyMs * PER_MS)));
      kept.recordValue(Math.max(1, Math.round(latencyMs * 1_000)));
    },
    fail,
    counts: () => ({
      requests: latencies.totalCount + failed,
      failed,
      answered,
      completedInWindow,
      statuses: Object.fromEntries(statuses),
      failures: Object.fromEntries(failures),
      latencies: latencies.totalCount === 0 ? null : percentiles(latencies),
      histogram: latencies.totalCount === 0 ? null : encodeIntoCompressedBase64(kept),
    }),
  };
}

/** A histogram that grows, since an answer may come just after its time limit. */
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
  // A bucket answers with its upper end, which may lie above the largest value in it.
  const at = (percentile: number): number =>
    Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue) / PER_MS;
  return {
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p99_9: at(99.9),
    max: histogram.maxValue / PER_MS,
  };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
