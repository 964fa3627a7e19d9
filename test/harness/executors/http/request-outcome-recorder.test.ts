import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import {
  createRequestOutcomeRecorder,
  isExpectedStatus,
  watchCacheHeader,
} from '../../../../harness/executors/http/request-outcome-recorder.ts';

const PLAN = { expectStatus: [], timeoutMs: 10_000 };

/** The value that a share of the sorted times does not exceed. */
function nearestRank(timesMs: readonly number[], share: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

test('gives no times when nothing was recorded', () => {
  expect(createRequestOutcomeRecorder(PLAN).counts()).toMatchObject({
    requests: 0,
    failed: 0,
    latencies: null,
    histogram: null,
  });
});

test('counts failures without times', () => {
  const recorder = createRequestOutcomeRecorder(PLAN);
  recorder.answer(200, 2, 0, true);
  recorder.answer(500, 900, 0, true);
  recorder.fail('timeout');
  recorder.fail('timeout');
  expect(recorder.counts()).toMatchObject({
    requests: 4,
    failed: 3,
    answered: 2,
    completedInWindow: 1,
    statuses: { 200: 1, 500: 1 },
    failures: { 'status 500': 1, timeout: 2 },
    latencies: { p50: 2, max: 2 },
  });
});

test('includes times of answers outside the window, but not in the throughput', () => {
  const recorder = createRequestOutcomeRecorder(PLAN);
  recorder.answer(200, 2, 0, true);
  recorder.answer(200, 4, 0, false);
  expect(recorder.counts()).toMatchObject({ completedInWindow: 1, latencies: { max: 4 } });
});

test.each([
  ['few', 1, 50],
  ['many', 1_100, 10],
])('computes percentiles of the sorted times, to the microsecond: %s', (_name, least, numRuns) => {
  const times = fc.array(fc.double({ min: 0.01, max: 12_000, noNaN: true }), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(times, (drawn) => {
      const copies = Math.ceil(least / drawn.length);
      const timesMs = Array.from({ length: copies }, () => drawn).flat();
      const recorder = createRequestOutcomeRecorder(PLAN);
      for (const time of timesMs) recorder.answer(200, time, 0, true);
      const { latencies } = recorder.counts();
      const shares = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p99_9: 0.999, max: 1 } as const;
      for (const [key, share] of Object.entries(shares)) {
        const expected = nearestRank(timesMs, share);
        const found = latencies?.[key as keyof typeof shares] ?? Number.NaN;
        // Half a step of 0.1 µs, plus the rounding of long times to five digits.
        expect(Math.abs(found - expected)).toBeLessThanOrEqual(0.000_051 + expected * 2e-5);
      }
    }),
    { numRuns },
  );
});

test('holds the times in the histogram in microseconds with three digits', () => {
  const recorder = createRequestOutcomeRecorder(PLAN);
  for (let time = 1; time <= 1_000; time += 1) recorder.answer(200, time, 0, true);
  const histogram = decodeFromCompressedBase64(recorder.counts().histogram ?? '');
  expect(histogram.totalCount).toBe(1_000);
  expect(histogram.numberOfSignificantValueDigits).toBe(3);
  expect(histogram.getValueAtPercentile(50) / 500_000).toBeCloseTo(1, 2);
  expect(histogram.maxValue / 1_000_000).toBeCloseTo(1, 2);
});

test('counts all times, also beyond those it buffers', () => {
  const recorder = createRequestOutcomeRecorder(PLAN, 1);
  const total = 3 * 65_536 + 10;
  for (let count = 0; count < total; count += 1) recorder.answer(200, 1 + (count % 10), 0, true);
  const { requests, latencies, histogram } = recorder.counts();
  expect(requests).toBe(total);
  expect(latencies).toMatchObject({ p50: 5, p90: 9, max: 10 });
  expect(decodeFromCompressedBase64(histogram ?? '').totalCount).toBe(total);
});

test('records times beyond a time limit of minutes', () => {
  const recorder = createRequestOutcomeRecorder({ ...PLAN, timeoutMs: 600_000 });
  recorder.answer(200, 599_000, 0, true);
  recorder.answer(200, 650_000, 0, true);
  const { latencies } = recorder.counts();
  expect((latencies?.p50 ?? 0) / 599_000).toBeCloseTo(1, 3);
  expect((latencies?.max ?? 0) / 650_000).toBeCloseTo(1, 3);
});

describe('expected status', () => {
  test('ranges from 200 to 399 by default', () => {
    expect([199, 200, 399, 400].map((status) => isExpectedStatus(status, []))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  test('is a named status, and no other', () => {
    expect([200, 404].map((status) => isExpectedStatus(status, [404]))).toEqual([false, true]);
  });
});

/** True where a header of this value means a hit. */
function isHit(value: string, hit: string): boolean {
  const watch = watchCacheHeader({ name: 'x-cache', hit });
  watch.seeNamed({ 'x-cache': value });
  return watch.counts().hits === 1;
}

test.each([
  ['HIT', 'HIT', true],
  ['Hit from cloudfront', 'HIT', true],
  ['MISS, HIT', 'hit', true],
  ['TCP_HIT', 'tcp_hit', true],
  ['TCP_HIT', 'HIT', false],
  ['white', 'HIT', false],
  ['', 'HIT', false],
  // Special characters of patterns.
  ['hit (fresh)', 'hit (fresh)', true],
  ['cache=1', 'cache=.', false],
])('matches a hit as a whole word in any case: "%s" is %s: %s', (value, hit, isMatch) => {
  expect(isHit(value, hit)).toBe(isMatch);
});

test('finds headers by name in any case, and counts several of one name once', () => {
  const watch = watchCacheHeader({ name: 'x-cache', hit: 'HIT' });
  watch.seeList(['Content-Type', 'text/html', 'X-Cache', 'MISS']);
  watch.seeList(['x-cache', 'MISS', 'X-CACHE', 'HIT']);
  watch.seeList(['X-Catch', 'HIT', 'Date', 'HIT']);
  watch.seeList([]);
  watch.seeNamed({ 'x-cache': ['HIT', 'HIT'] });
  watch.seeNamed({});
  expect(watch.counts()).toEqual({ responses: 6, told: 3, hits: 2 });
});
