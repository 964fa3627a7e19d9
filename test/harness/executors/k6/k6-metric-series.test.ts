import { describe, expect, test } from 'vitest';
import {
  createSeries,
  type K6SeriesType,
} from '../../../../harness/executors/k6/k6-metric-series.ts';

function seriesOf(type: K6SeriesType, values: readonly number[]) {
  const series = createSeries(type);
  for (const value of values) series.add(value);
  return series;
}

describe('trend', () => {
  // Printed by k6 2.2.0 for the same ten values with summaryTrendStats.
  const trend = seriesOf('trend', [9, 1, 8, 2, 7, 3, 6, 4, 5, 10]);

  test.each([
    ['avg', 5.5],
    ['min', 1],
    ['med', 5.5],
    ['max', 10],
    ['count', 10],
    ['p(90)', 9.1],
    ['p(95)', 9.55],
    ['p(99.9)', 9.991],
  ])('gives the same %s as k6', (stat, value) => {
    expect(trend.stat(stat, 1)).toBeCloseTo(value, 12);
  });

  test('keeps more values than its initial capacity, in any order', () => {
    const many = seriesOf(
      'trend',
      Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 5_000),
    );
    expect([many.count(), many.stat('min', 1), many.stat('max', 1)]).toEqual([5_000, 0, 4_999]);
    many.add(-1);
    expect(many.stat('min', 1)).toBe(-1);
  });

  test.each(['p(101)', 'rate', 'median'])('has no %s', (stat) => {
    expect(trend.stat(stat, 1)).toBeNull();
  });
});

test.each([
  ['counter', [1, 1, 2], { count: 4, rate: 2 }],
  ['rate', [1, 0, 5, 1], { rate: 0.75 }],
  ['gauge', [3, 9, 1, 4], { value: 4, min: 1, max: 9 }],
  ...(['counter', 'gauge', 'rate', 'trend'] as const).map(
    (type) => [type, [], { value: null, 'p(95)': null }] as const,
  ),
] as const)('gives the statistics of a %s of %j over two seconds: %j', (type, values, stats) => {
  const series = seriesOf(type, values);
  expect(series.count()).toBe(values.length);
  for (const [stat, value] of Object.entries(stats)) expect(series.stat(stat, 2)).toBe(value);
});

test('gives no rate of a counter over no time', () => {
  expect(seriesOf('counter', [1]).stat('rate', 0)).toBeNull();
});
