import { describe, expect, test } from 'vitest';
import {
  kolmogorovTail,
  randomisedSignedRankP,
  testUniformity,
} from '../../../bench/verdicts/test-uniformity.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

describe("Kolmogorov's limit", () => {
  test('has the published critical values', () => {
    expect(kolmogorovTail(1.3581)).toBeCloseTo(0.05, 4);
    expect(kolmogorovTail(1.6276)).toBeCloseTo(0.01, 4);
    expect(kolmogorovTail(0.1)).toBe(1);
  });
});

describe('the distance from the uniform distribution', () => {
  test('is the largest step off the diagonal', () => {
    // The empirical distribution steps to 1/3, 2/3 and 1 at 0.1, 0.2 and 0.9; the largest distance
    // is at 0.2, where it reaches 2/3.
    expect(testUniformity([0.9, 0.1, 0.2]).distance).toBeCloseTo(2 / 3 - 0.2, 12);
  });
});

describe('the place in the signed-rank distribution', () => {
  test('is in the last step for all-positive differences, in the first for all-negative differences', () => {
    const random = createRandom(1);
    expect(randomisedSignedRankP([1, 2, 3, 4], random)).toBeGreaterThan(1 - 1 / 16);
    expect(randomisedSignedRankP([-1, -2, -3, -4], random)).toBeLessThan(1 / 16);
  });

  test('is uniform under equality, although the statistic of five pairs has 16 values', () => {
    const random = createRandom(7);
    const places = Array.from({ length: 2_000 }, () =>
      randomisedSignedRankP(
        Array.from({ length: 5 }, () => random.next() - 0.5),
        random,
      ),
    );
    expect(testUniformity(places).pValue).toBeGreaterThan(0.05);
  });
});
