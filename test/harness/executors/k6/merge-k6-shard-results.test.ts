import * as fc from 'fast-check';
import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { encodeLatencies } from '../../../../harness/executors/k6/create-k6-measurement-block.ts';
import { createSeries } from '../../../../harness/executors/k6/k6-metric-series.ts';
import { mergeResults } from '../../../../harness/executors/k6/merge-k6-shard-results.ts';
import type { K6Results } from '../../../../harness/executors/k6/read-k6-json-output-results.ts';
import { metric, point, read } from './k6-json-output-lines.ts';

const QUANTILES = ['min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'];
/** Relative bucket width of the stored histogram: three digits. */
const BUCKET = 0.001;
const RUNS = { numRuns: 30 };

function trendOf(values: readonly number[]): K6Results {
  const series = createSeries('trend');
  for (const value of values) series.add(value);
  return {
    metrics: new Map([['http_req_duration', { name: 'http_req_duration', series }]]),
    span: { firstMs: 0, lastMs: 0 },
    seconds: 0,
    points: values.length,
    slices: null,
    isTruncated: false,
  };
}

function quantiles(results: K6Results): readonly (number | null | undefined)[] {
  const series = results.metrics.get('http_req_duration')?.series;
  return QUANTILES.map((name) => series?.stat(name, 0));
}

/** Times in milliseconds, each with the shard that measured it, in any distribution. */
const shared = fc
  .integer({ min: 1, max: 5 })
  .chain((shards) =>
    fc.array(
      fc.tuple(fc.integer({ min: 1, max: 60_000_000 }), fc.integer({ min: 0, max: shards - 1 })),
      { minLength: 1, maxLength: 400 },
    ),
  )
  .map((points) => points.map(([us, shard]) => ({ timeMs: us / 1_000, shard })));

function parts(points: readonly { timeMs: number; shard: number }[]): readonly number[][] {
  const count = 1 + Math.max(...points.map(({ shard }) => shard));
  return Array.from({ length: count }, (_, index) =>
    points.filter(({ shard }) => shard === index).map(({ timeMs }) => timeMs),
  );
}

describe('percentiles of several processes', () => {
  it('are those of all points together, however they were shared', () => {
    fc.assert(
      fc.property(shared, (points) => {
        const whole = trendOf(points.map(({ timeMs }) => timeMs));
        expect(quantiles(mergeResults(parts(points).map(trendOf)))).toEqual(quantiles(whole));
      }),
      RUNS,
    );
  });

  it('are within one bucket of the added histograms of the processes', () => {
    fc.assert(
      fc.property(shared, (points) => {
        const merged = mergeResults(parts(points).map(trendOf)).metrics.get('http_req_duration');
        const values = merged?.series.sorted() ?? [];
        const added: Histogram = build({ numberOfSignificantValueDigits: 3, autoResize: true });
        for (const part of parts(points).filter(({ length }) => length > 0)) {
          added.add(decodeFromCompressedBase64(encodeLatencies(part)));
        }
        for (const percent of [50, 90, 95, 99]) {
          const us = added.getValueAtPercentile(percent);
          const rank = Math.max(1, Math.ceil((percent / 100) * values.length));
          const exactUs = (values[rank - 1] ?? Number.NaN) * 1_000;
          expect(Math.abs(us - exactUs)).toBeLessThanOrEqual(Math.max(1, BUCKET * exactUs));
        }
      }),
      RUNS,
    );
  });
});

describe('results of several processes', () => {
  const declared = [
    metric('orders', 'counter', {
      submetrics: [{ name: 'orders{kind:big}', tags: { kind: 'big' } }],
    }),
    metric('checks', 'rate'),
    metric('vus', 'gauge'),
    metric('level', 'gauge'),
  ];

  it('add up counters, combine rates, and keep parts and checks apart', async () => {
    const first = await read(
      ...declared,
      point('vus', 0, {}, '00'),
      point('orders', 2, { kind: 'big' }, '01'),
      point('checks', 1, { check: 'is up' }, '02'),
      point('vus', 3),
      point('level', 7),
    );
    const second = await read(
      ...declared,
      point('orders', 5, { kind: 'small' }, '02'),
      point('checks', 0, { check: 'is up' }),
      point('checks', 0, { check: 'is down' }),
      point('vus', 4, {}, '05'),
      point('level', 2, {}, '05'),
    );
    const merged = mergeResults([first, second]);
    const stat = (name: string, stat: string) =>
      merged.metrics.get(name)?.series.stat(stat, merged.seconds);
    // Waiting virtual users at second 0 do not belong to the time of the load.
    expect(merged.seconds).toBe(4);
    expect(stat('orders', 'count')).toBe(7);
    expect(stat('orders', 'rate')).toBe(7 / 4);
    expect(stat('orders{kind:big}', 'count')).toBe(2);
    expect(stat('checks', 'rate')).toBe(1 / 3);
    expect(stat('checks{check:is up}', 'rate')).toBe(1 / 2);
    expect(stat('checks{check:is down}', 'rate')).toBe(0);
    expect(stat('vus', 'max')).toBe(7);
    expect(stat('level', 'max')).toBe(7);
    expect(merged.points).toBe(10);
    expect(merged.isTruncated).toBe(false);
  });

  it('are truncated when those of one process are', async () => {
    const whole = await read(...declared, point('orders', 1));
    const cut = await read(...declared, point('orders', 4), '{"type":"Poi');
    const merged = mergeResults([whole, cut]);
    expect(merged.isTruncated).toBe(true);
    expect(merged.metrics.get('orders')?.series.stat('count', 1)).toBe(5);
  });
});
