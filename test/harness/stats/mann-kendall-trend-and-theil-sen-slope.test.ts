import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  medianSlope,
  trendPValue,
} from '../../../harness/stats/mann-kendall-trend-and-theil-sen-slope.ts';

describe('the test for a trend', () => {
  test('agrees with the textbook formula', () => {
    // n = 10: variance 10·9·25/18 = 125. Three pairs out of order: S = 39, z = 38/√125 = 3.399.
    expect(trendPValue([1, 2, 3, 4, 5, 6, 7, 10, 9, 8])).toBeCloseTo(0.000_677, 6);
    // S = 45 for a sample that only rises: z = 44/√125 = 3.935.
    expect(trendPValue([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(0.000_083, 6);
  });

  test('corrects for ties', () => {
    // Two groups of three: variance (6·5·17 − 2·3·2·11)/18 = 21, S = 9, z = 8/√21 = 1.746.
    expect(trendPValue([1, 1, 1, 2, 2, 2])).toBeCloseTo(0.080_9, 3);
  });

  test('reports nothing for equal or too few values', () => {
    expect(trendPValue([1, 2, 3])).toBe(1);
    expect(trendPValue([5, 5, 5, 5, 5, 5])).toBe(1);
    expect(trendPValue([])).toBe(1);
  });

  test('ignores direction and scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 30 }), (sample) => {
        const p = trendPValue(sample);
        expect(trendPValue(sample.map((value) => 7 - 2 * value))).toBeCloseTo(p, 12);
        expect(trendPValue(sample.toReversed())).toBeCloseTo(p, 12);
      }),
    );
  });

  test('reports no more than 1 % of all orders at 1 %', () => {
    for (let n = 4; n <= 6; n += 1) {
      const orders = permutations(n);
      const called = orders.filter((order) => trendPValue(order) <= 0.01).length;
      expect(called / orders.length).toBeLessThanOrEqual(0.01);
    }
  });
});

test('finds the slope of a line, whatever a few outliers do', () => {
  const line = Array.from({ length: 20 }, (_, index) => 3 + 0.5 * index);
  expect(medianSlope(line)).toBeCloseTo(0.5, 12);
  expect(medianSlope(line.with(7, 1_000).with(13, -1_000))).toBeCloseTo(0.5, 1);
  expect(medianSlope([4])).toBe(0);
});

function permutations(n: number): readonly (readonly number[])[] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((shorter) =>
    Array.from({ length: n }, (_, at) => shorter.toSpliced(at, 0, n)),
  );
}
