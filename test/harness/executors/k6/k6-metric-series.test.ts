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

test('gives the sum of a counter, and its rate per second', () => {
  const counter = seriesOf('counter', [1, 1, 2]);
  expect([counter.stat('count', 2), counter.stat('rate', 2)]).toEqual([4, 2]);
  expect(counter.stat('rate', 0)).toBeNull();
});

test('gives the share of non-zero values of a rate', () => {
  expect(seriesOf('rate', [1, 0, 5, 1]).stat('rate', 1)).toBe(0.75);
});

test('gives the last, smallest and largest value of a gauge', () => {
  const gauge = seriesOf('gauge', [3, 9, 1, 4]);
  expect(['value', 'min', 'max'].map((stat) => gauge.stat(stat, 1))).toEqual([4, 1, 9]);
});

test.each(['counter', 'gauge', 'rate', 'trend'] as const)(
  'gives null for the unknown values of a %s without points',
  (type) => {
    const empty = createSeries(type);
    expect([empty.count(), empty.stat('value', 1), empty.stat('p(95)', 1)]).toEqual([
      0,
      null,
      null,
    ]);
  },
);
