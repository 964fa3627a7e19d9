import { describe, expect, it } from 'vitest';
import { getMetric } from '../../../harness/model/metric.ts';
import { CONFIDENCE, summarizeMetric } from '../../../harness/stats/summarize-metric.ts';

describe('summarizeMetric', () => {
  it('returns centre, interval, spread and the sample in the order of collection', () => {
    const sample = [30, 10, 20, 60, 50, 40];
    expect(summarizeMetric(getMetric('wall_time'), sample)).toEqual({
      unit: 'ms',
      better: 'lower',
      nature: 'timed',
      center: 35,
      low: 10,
      high: 60,
      confidence: 0.96875,
      n: 6,
      variation: expect.closeTo(Math.sqrt(350) / 35, 12),
      sample,
    });
  });

  it('reports how little confidence a single trial has', () => {
    expect(summarizeMetric(getMetric('wall_time'), [5])).toMatchObject({
      center: 5,
      low: 5,
      high: 5,
      n: 1,
      confidence: 0,
    });
  });

  it('requests 95 % confidence', () => {
    expect(CONFIDENCE).toBe(0.95);
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(summarizeMetric(getMetric('wall_time'), twenty)).toMatchObject({ low: 6, high: 15 });
  });

  it('rejects an empty sample, by the name of its metric', () => {
    expect(() => summarizeMetric(getMetric('wall_time'), [])).toThrow(
      'no measurements of wall_time',
    );
  });
});
