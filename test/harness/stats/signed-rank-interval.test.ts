import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import {
  fewestDifferences,
  signedRankDistribution,
  signedRankInterval,
} from '../../../harness/stats/signed-rank-test.ts';

describe('the signed-rank interval', () => {
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

  test('is the narrowest with the wanted confidence', () => {
    for (const wanted of [0.8, 0.9, 0.95, 0.99]) {
      for (const count of [8, 15, 40]) {
        const { confidence } = signedRankInterval(new Array<number>(count).fill(1), wanted);
        const distribution = signedRankDistribution(count);
        const within = (k: number) =>
          1 - 2 * distribution.slice(0, k).reduce((sum, p) => sum + p, 0);
        const widths = [...distribution.keys()].map((k) => within(k + 1));
        const narrowest = widths.filter((width) => width >= wanted).at(-1);
        expect(confidence).toBeCloseTo(narrowest ?? Number.NaN, 12);
      }
    }
  });

  test('is the whole range, and says so, when there are too few differences', () => {
    const interval = signedRankInterval([0.1, 0.2, 0.4, 0.3, 0.25], 0.95);
    expect(interval).toMatchObject({ low: 0.1, high: 0.4, reached: false });
    expect(interval.confidence).toBeCloseTo(0.9375, 12);
    expect(interval.estimate).toBeCloseTo(0.25, 12);
  });

  test('includes zeros and ties, which only widen it', () => {
    const interval = signedRankInterval([0, 0, 0, 0, 0, 0, 0, 1], 0.95);
    expect(interval.low).toBe(0);
    expect(interval.estimate).toBe(0);
  });
});

test.each([
  [0.9, 5],
  [0.95, 6],
  [0.99, 8],
  [1 - 0.05 / 3, 7],
])('requires for an interval of confidence %f at least %i differences', (wanted, count) => {
  expect(fewestDifferences(wanted)).toBe(count);
  const ofSo = (many: number) => signedRankInterval(new Array<number>(many).fill(1), wanted);
  expect(ofSo(count)).toMatchObject({ reached: true });
  expect(ofSo(count).confidence).toBeGreaterThanOrEqual(wanted);
  expect(ofSo(count - 1)).toMatchObject({ reached: false });
});

test('hardly changes the interval where the normal distribution takes over', () => {
  const random = createRandom(7);
  const values = Array.from({ length: 401 }, () => random.next());
  const exact = signedRankInterval(values.slice(1), 0.95);
  const normal = signedRankInterval(values, 0.95);
  expect(normal.confidence).toBeCloseTo(exact.confidence, 4);
  expect(normal.high - normal.low).toBeCloseTo(exact.high - exact.low, 3);
});
