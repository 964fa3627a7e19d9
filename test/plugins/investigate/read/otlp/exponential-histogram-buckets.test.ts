import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponentialBuckets } from '../../../../../plugins/investigate/read/otlp/otlp-metrics.ts';

const side = (offset: number, ...bucketCounts: readonly (number | string)[]) => ({
  offset,
  bucketCounts,
});

describe('exponential histogram buckets, as OpenTelemetry defines them', () => {
  test.each([
    // base = 2^(2^-scale): 2, 4, the root of 2, and 2^1024 which no number reaches.
    [0, [2, 4, 8]],
    [-1, [4, 16, 64]],
    [1, [Math.SQRT2, 2, 2 * Math.SQRT2]],
    [-10, [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]],
  ])('of scale %i end at base, base squared and so on', (scale, edges) => {
    const buckets = exponentialBuckets({ scale, positive: side(0, 1, 2, 3) });
    expect(buckets?.slice(-3).map(({ count }) => count)).toEqual([1, 3, 6]);
    for (const [index, edge] of edges.entries())
      if (edge === Number.POSITIVE_INFINITY) expect(buckets?.at(index - 3)?.until).toBe(edge);
      else expect(buckets?.at(index - 3)?.until).toBeCloseTo(edge, 12);
  });

  test('begin at the edge of their offset, below one where it is negative', () => {
    expect(exponentialBuckets({ scale: 0, positive: side(-3, '5') })).toEqual([
      { until: 0.125, count: 0 },
      { until: 0.25, count: 5 },
    ]);
    expect(exponentialBuckets({ scale: 0, positive: side(3, '5') })).toEqual([
      { until: 8, count: 0 },
      { until: 16, count: 5 },
    ]);
  });

  test('of the negative side mirror those of the positive side, with zeros in between', () => {
    const point = {
      scale: 0,
      zeroCount: '4',
      zeroThreshold: 0.5,
      negative: side(1, 7, 9),
      positive: side(0, 1),
    };
    expect(exponentialBuckets(point)).toEqual([
      { until: -8, count: 0 },
      { until: -4, count: 9 },
      { until: -2, count: 16 },
      { until: 0.5, count: 20 },
      { until: 1, count: 20 },
      { until: 2, count: 21 },
    ]);
  });

  test('have no edges between empty ones', () => {
    const counts = [...Array(50).fill(0), 3, ...Array(50).fill(0)];
    expect(exponentialBuckets({ scale: 0, positive: side(0, ...counts) })).toEqual([
      { until: 2 ** 50, count: 0 },
      { until: 2 ** 51, count: 3 },
    ]);
  });

  test('hold every value that the definition puts into them', () => {
    const values = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: -2, max: 6 }), (some, scale) => {
        const indexOf = (value: number): number => Math.ceil(Math.log2(value) * 2 ** scale) - 1;
        const indices = some.map(indexOf);
        const offset = Math.min(...indices);
        const counts = Array<number>(Math.max(...indices) - offset + 1).fill(0);
        for (const index of indices) counts[index - offset] = (counts[index - offset] ?? 0) + 1;
        const buckets = exponentialBuckets({ scale, positive: side(offset, ...counts) }) ?? [];
        for (const { until, count } of buckets) {
          // A value on an edge may be rounded to either side of it.
          const [low, high] = [until * (1 - 1e-9), until * (1 + 1e-9)];
          expect(count).toBeGreaterThanOrEqual(some.filter((value) => value <= low).length);
          expect(count).toBeLessThanOrEqual(some.filter((value) => value <= high).length);
        }
        expect(buckets.at(-1)?.count).toBe(some.length);
      }),
    );
  });

  test.each([
    ['a scale that there is not', { scale: 21, positive: side(0, 1) }],
    ['half a scale', { scale: 0.5, positive: side(0, 1) }],
    ['a count below zero', { scale: 0, positive: side(0, -1) }],
    ['a count that is none', { scale: 0, positive: side(0, 'x') }],
    ['an offset that is none', { scale: 0, positive: { offset: 'x', bucketCounts: [1] } }],
    ['zeros that are none', { scale: 0, zeroCount: 'x', positive: side(0, 1) }],
  ])('do not exist for a point with %s', (_what, point) => {
    expect(exponentialBuckets(point)).toBeNull();
  });
});
