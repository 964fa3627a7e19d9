import { describe, expect, it, test } from 'vitest';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import {
  fewestDifferences,
  signedRankCritical,
  signedRankDistribution,
  signedRankInterval,
  signedRankTail,
  signedRankTest,
} from '../../../harness/stats/signed-rank-test.ts';

/** The probabilities of every pattern of signs that these magnitudes can have. */
function allPatterns(magnitudes: readonly number[]): number[] {
  return Array.from({ length: 2 ** magnitudes.length }, (_, signs) => {
    const values = magnitudes.map((size, index) => (signs & (1 << index) ? size : -size));
    return signedRankTest(values);
  });
}

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
      const share = sums.filter((patternSum) => patternSum === sum).length / sums.length;
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

describe('the two-sided probability', () => {
  it.each([1, 2, 5, 8, 11])(
    'is the share of all sign patterns that are at least as clear, for n = %i',
    (n) => {
      const random = createRandom(n);
      const all = allPatterns(Array.from({ length: n }, () => 0.1 + random.next()));
      for (const probability of new Set(all)) {
        const share = all.filter((pValue) => pValue <= probability + 1e-12).length / all.length;
        expect(probability).toBeCloseTo(share, 12);
      }
    },
  );

  it.each([
    ['ties', [1, 1, 1, 1, 1, 1, 1, 1]],
    ['ties and others', [1, 1, 2, 2, 2, 3, 5, 5, 5, 8]],
    ['zeros', [0, 0, 0, 1, 2, 3, 4, 5, 6, 7]],
    ['zeros and ties', [0, 0, 1, 1, 1, 2, 2, 4]],
  ])('never errs more often than stated with %s', (_, magnitudes) => {
    const all = allPatterns(magnitudes);
    for (const alpha of [0.001, 0.004, 0.01, 0.03125, 0.05, 0.1, 0.3]) {
      const share = all.filter((pValue) => pValue <= alpha).length / all.length;
      expect(share).toBeLessThanOrEqual(alpha + 1e-12);
    }
  });

  test('is twice the one-sided probability', () => {
    expect(signedRankTest([3, 4, 5, 6, 7])).toBe(2 / 32);
    expect(signedRankTest([-1, -2, -3, -4, -5, -6])).toBe(2 / 64);
    // One average of fifteen is below 0.
    expect(signedRankTest([-1, 2, 3, 4, 5])).toBe(4 / 32);
  });

  test('is at most 1, even when nothing differs', () => {
    expect(signedRankTest([0, 0, 0, 0])).toBe(1);
    expect(signedRankTest([1, -1])).toBe(1);
  });
});

describe('the signed-rank tail', () => {
  test('is 0 below 0, 1 from the largest sum on, and counts whole sums between', () => {
    expect(signedRankTail(5, -1)).toBe(0);
    expect(signedRankTail(5, 0)).toBe(1 / 32);
    expect(signedRankTail(5, 1.9)).toBe(2 / 32);
    expect(signedRankTail(5, 14)).toBe(31 / 32);
    expect(signedRankTail(5, 15)).toBe(1);
    expect(signedRankTail(5, 99)).toBe(1);
  });

  test('continues with the normal distribution where the exact distribution ends', () => {
    for (const share of [0.42, 0.45, 0.5]) {
      const sum = Math.round((share * 401 * 402) / 2);
      const exact = signedRankDistribution(401)
        .slice(0, sum + 1)
        .reduce((total, probability) => total + probability, 0);
      expect(Math.abs(signedRankTail(401, sum) - exact)).toBeLessThan(1e-4);
    }
  });
});

describe('the signed-rank critical sum', () => {
  // Lower critical values, one-sided 0.05, 0.025, 0.01 and 0.005, as in every table of the test.
  it.each([
    [6, [2, 0, -1, -1]],
    [8, [5, 3, 1, 0]],
    [10, [10, 8, 5, 3]],
    [15, [30, 25, 19, 15]],
    [20, [60, 52, 43, 37]],
    [25, [100, 89, 76, 68]],
    [30, [151, 137, 120, 109]],
  ])('agrees with the published values for n = %i', (n, values) => {
    expect([0.05, 0.025, 0.01, 0.005].map((alpha) => signedRankCritical(n, alpha))).toEqual(values);
  });

  it.each([
    [5, 1 / 32, 0],
    [5, 0.031, -1],
    [8, 0.0039, -1],
    [8, 0.004, 0],
    [3, 1, 5],
  ])('for %i differences at level %f is %i', (n, alpha, critical) => {
    expect(signedRankCritical(n, alpha)).toBe(critical);
  });

  test('continues with the normal distribution where the exact distribution ends', () => {
    for (const alpha of [0.001, 0.01, 0.05]) {
      const sum = signedRankCritical(401, alpha);
      const exact = signedRankDistribution(401)
        .slice(0, sum + 1)
        .reduce((total, probability) => total + probability, 0);
      expect(Math.abs(exact - alpha)).toBeLessThan(1e-4);
    }
  });
});

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
