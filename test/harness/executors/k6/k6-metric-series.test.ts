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

describe('a trend', () => {
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
  ])('has k6’s own %s', (stat, value) => {
    expect(trend.stat(stat, 1)).toBeCloseTo(value, 12);
  });

  test('keeps more values than it began with room for, in any order', () => {
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

test('a counter has its sum, and that a second', () => {
  const counter = seriesOf('counter', [1, 1, 2]);
  expect([counter.stat('count', 2), counter.stat('rate', 2)]).toEqual([4, 2]);
  expect(counter.stat('rate', 0)).toBeNull();
});

test('a rate has the share of what is not zero', () => {
  expect(seriesOf('rate', [1, 0, 5, 1]).stat('rate', 1)).toBe(0.75);
});

test('a gauge has its last value, its least and its largest', () => {
  const gauge = seriesOf('gauge', [3, 9, 1, 4]);
  expect(['value', 'min', 'max'].map((stat) => gauge.stat(stat, 1))).toEqual([4, 1, 9]);
});

test.each(['counter', 'gauge', 'rate', 'trend'] as const)(
  'a %s without points knows what it cannot',
  (type) => {
    const empty = createSeries(type);
    expect([empty.count(), empty.stat('value', 1), empty.stat('p(95)', 1)]).toEqual([
      0,
      null,
      null,
    ]);
  },
);
