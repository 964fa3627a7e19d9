import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../harness/stats/random.ts';
import {
  criticalRank,
  fewestDifferences,
  normalRank,
  signedRankDistribution,
  signedRankInterval,
  walshAverages,
} from '../../../harness/stats/signed-rank.ts';

/** Every way of giving n values a sign, as sums of the positive ranks. */
function enumerate(count: number): number[] {
  return Array.from({ length: 2 ** count }, (_, signs) => {
    let sum = 0;
    for (let rank = 1; rank <= count; rank += 1) if (signs & (1 << (rank - 1))) sum += rank;
    return sum;
  });
}

describe('the null distribution of the signed-rank statistic', () => {
  test.each([1, 2, 3, 5, 8, 12])('equals the enumeration of all signs for n = %i', (count) => {
    const sums = enumerate(count);
    const distribution = signedRankDistribution(count);
    expect(distribution).toHaveLength((count * (count + 1)) / 2 + 1);
    for (const [sum, probability] of distribution.entries()) {
      const share = sums.filter((one) => one === sum).length / sums.length;
      expect(probability).toBeCloseTo(share, 14);
    }
  });

  test('sums to one and is symmetric for many values', () => {
    const distribution = signedRankDistribution(120);
    expect(distribution.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(distribution[0]).toBeCloseTo(0.5 ** 120, 40);
    expect(distribution[100]).toBeCloseTo(distribution[(120 * 121) / 2 - 100] ?? 0, 14);
  });
});

describe('the interval', () => {
  test.each([6, 9, 12])(
    'covers the centre in exactly its stated share of all sign patterns for n = %i',
    (count) => {
      const random = createRandom(count);
      const sizes = Array.from({ length: count }, () => 0.1 + random.next());
      let covered = 0;
      let confidence = 0;
      for (let signs = 0; signs < 2 ** count; signs += 1) {
        const values = sizes.map((size, index) => (signs & (1 << index) ? size : -size));
        const interval = signedRankInterval(values, 0.9);
        confidence = interval.confidence;
        if (interval.low <= 0 && interval.high >= 0) covered += 1;
      }
      expect(confidence).toBeGreaterThanOrEqual(0.9);
      expect(covered / 2 ** count).toBeCloseTo(confidence, 12);
    },
  );

  test('is the narrowest that has the wanted confidence', () => {
    for (const wanted of [0.8, 0.9, 0.95, 0.99]) {
      for (const count of [8, 15, 40]) {
        const { rank, confidence } = criticalRank(count, wanted);
        const distribution = signedRankDistribution(count);
        const below = (k: number) => distribution.slice(0, k).reduce((sum, p) => sum + p, 0);
        expect(confidence).toBeCloseTo(1 - 2 * below(rank), 12);
        expect(1 - 2 * below(rank)).toBeGreaterThanOrEqual(wanted);
        expect(1 - 2 * below(rank + 1)).toBeLessThan(wanted);
      }
    }
  });

  // Lower critical values for alpha = 0.05 two-sided, as every table of the test has them.
  test.each([
    [6, 0],
    [8, 3],
    [10, 8],
    [15, 25],
    [20, 52],
    [25, 89],
    [30, 137],
  ])('agrees with the published critical value for n = %i', (count, critical) => {
    expect(criticalRank(count, 0.95).rank - 1).toBe(critical);
  });

  test('gives the whole range, and says so, where the differences are too few', () => {
    const interval = signedRankInterval([0.1, 0.2, 0.4, 0.3, 0.25], 0.95);
    expect(interval).toMatchObject({ low: 0.1, high: 0.4, reached: false });
    expect(interval.confidence).toBeCloseTo(0.9375, 12);
    expect(interval.estimate).toBeCloseTo(0.25, 12);
  });

  test('keeps zeros and ties, which only widen it', () => {
    const interval = signedRankInterval([0, 0, 0, 0, 0, 0, 0, 1], 0.95);
    expect(interval.low).toBe(0);
    expect(interval.estimate).toBe(0);
  });

  test('refuses an empty list', () => {
    expect(() => signedRankInterval([], 0.95)).toThrow(RangeError);
  });

  test('moves with its values and turns with their sign', () => {
    const values = [0.3, -0.1, 0.2, 0.5, 0.15, 0.05, 0.4];
    const plain = signedRankInterval(values, 0.9);
    const moved = signedRankInterval(
      values.map((value) => value + 10),
      0.9,
    );
    const turned = signedRankInterval(
      values.map((value) => -value),
      0.9,
    );
    expect(moved.low).toBeCloseTo(plain.low + 10, 12);
    expect(moved.estimate).toBeCloseTo(plain.estimate + 10, 12);
    expect(turned.high).toBeCloseTo(-plain.low, 12);
  });
});

test('Walsh averages are all means of two values, each with itself too, in order', () => {
  expect([...walshAverages([4, 1, 2])]).toEqual([1, 1.5, 2, 2.5, 3, 4]);
});

test.each([
  [0.9, 5],
  [0.95, 6],
  [0.99, 8],
  [1 - 0.05 / 3, 7],
])('an interval of confidence %f takes at least %i differences', (wanted, count) => {
  expect(fewestDifferences(wanted)).toBe(count);
  expect(criticalRank(count, wanted).confidence).toBeGreaterThanOrEqual(wanted);
  expect(criticalRank(count - 1, wanted).confidence).toBeLessThan(wanted);
});

test('where the normal distribution takes over, it agrees with the exact one', () => {
  const exact = criticalRank(400, 0.95);
  const normal = normalRank(400, 0.95);
  const distribution = signedRankDistribution(400);
  const below = distribution.slice(0, normal.rank).reduce((sum, p) => sum + p, 0);
  expect(Math.abs(exact.rank - normal.rank)).toBeLessThanOrEqual(3);
  expect(Math.abs(normal.confidence - (1 - 2 * below))).toBeLessThan(1e-4);
  expect(criticalRank(401, 0.95)).toEqual(normalRank(401, 0.95));
});
