import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  mean,
  median,
  quantile,
  robustSpread,
  standardDeviation,
} from '../../../harness/stats/descriptive-statistics.ts';
import { ascending, nearestRank, sampleMedian } from '../../../harness/stats/order-statistics.ts';

describe('ascending', () => {
  it('orders by value, not by text, and leaves the sample as it was collected', () => {
    const sample = [10, 9, 100, -1];
    expect(ascending(sample)).toEqual([-1, 9, 10, 100]);
    expect(sample).toEqual([10, 9, 100, -1]);
  });
});

describe('median', () => {
  it('returns the middle value, or the mean of the two middle values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(median([100, 9])).toBe(54.5);
  });

  it('has no value for an empty sample', () => {
    expect(median([])).toBeNaN();
  });
});

describe('sampleMedian', () => {
  it('returns the median, even when only sorting is available', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(values, (sample) => {
        expect(sampleMedian(sample)).toBe(median(sample));
      }),
    );
    expect(sampleMedian([0, 1])).toBe(0.5);
    expect(sampleMedian([3, 0])).toBe(1.5);
    expect(sampleMedian([0])).toBe(0);
    expect(sampleMedian([])).toBeNaN();
  });
});

describe('nearestRank', () => {
  it('returns the smallest value that the share of the sample does not exceed', () => {
    const sorted = [0, 20, 35, 40, 50];
    // 5 values: ranks ⌈0.05 · 5⌉ = 1, ⌈0.3 · 5⌉ = 2, ⌈0.4 · 5⌉ = 2, ⌈0.5 · 5⌉ = 3, ⌈1 · 5⌉ = 5.
    const ranked = [0.05, 0.3, 0.4, 0.5, 1].map((share) => nearestRank(sorted, share));
    expect(ranked).toEqual([0, 20, 20, 35, 50]);
  });

  it('has no value for an empty sample', () => {
    expect(nearestRank([], 0.5)).toBeNull();
  });
});

describe('quantile', () => {
  it('lies between values, has no value for an empty sample, and reads any array', () => {
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile(Float64Array.of(10, 20), 0.5)).toBe(15);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('mean and standardDeviation', () => {
  it('agree with the textbook', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(standardDeviation([1, 3])).toBeCloseTo(Math.SQRT2, 12);
  });

  it('report no spread in fewer than two values', () => {
    expect(standardDeviation([5])).toBe(0);
    expect(standardDeviation([])).toBe(0);
  });
});

describe('robustSpread', () => {
  test('ignores a far value', () => {
    expect(robustSpread([1, 2, 3, 4, 5])).toBeCloseTo(1.4826, 12);
    expect(robustSpread([1, 2, 3, 4, 500])).toBeCloseTo(1.4826, 12);
  });

  test('equals the standard deviation when half of the values are equal', () => {
    expect(robustSpread([2, 2, 2, 5])).toBeCloseTo(1.5, 12);
    expect(robustSpread([2, 2])).toBe(0);
  });
});
