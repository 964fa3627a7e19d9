import { describe, expect, it, test } from 'vitest';
import {
  tCritical,
  tTail,
  varianceRatioTail,
} from '../../../harness/stats/student-t-distribution.ts';

describe('critical values of t', () => {
  // One-sided, as in every table.
  it.each([
    [1, 0.05, 6.314],
    [1, 0.025, 12.706],
    [2, 0.025, 4.303],
    [2, 0.005, 9.925],
    [5, 0.025, 2.571],
    [5, 0.0005, 6.869],
    [10, 0.05, 1.812],
    [19, 0.005, 2.861],
    [30, 0.025, 2.042],
    [120, 0.025, 1.98],
    [1_000_000, 0.025, 1.96],
  ])('match the table for %i degrees of freedom, level %f', (degrees, alpha, value) => {
    expect(tCritical(alpha, degrees)).toBeCloseTo(value, 2.7);
  });

  test('lie where the tail has that probability', () => {
    for (const degrees of [2, 3, 7.5, 40, 300]) {
      for (const alpha of [0.4, 0.01, 1e-5]) {
        expect(tTail(tCritical(alpha, degrees), degrees) / alpha).toBeCloseTo(1, 9);
      }
    }
  });
});

describe('the tail of t', () => {
  test('matches its closed form for one and for two degrees of freedom', () => {
    for (const x of [0, 0.3, 1, 5, 40]) {
      expect(tTail(x, 1)).toBeCloseTo(0.5 - Math.atan(x) / Math.PI, 12);
      expect(tTail(x, 2)).toBeCloseTo(0.5 - x / (2 * Math.sqrt(2 + x * x)), 12);
    }
  });

  test('reverses with the sign', () => {
    expect(tTail(-1.3, 6)).toBeCloseTo(1 - tTail(1.3, 6), 14);
  });
});

describe('a ratio of variances', () => {
  // Upper 1 % points of F, as every table has them.
  it.each([
    [2, 19, 5.926],
    [5, 20, 4.103],
    [10, 30, 2.979],
    [1, 60, 7.077],
  ])('matches the table for %i and %i degrees of freedom', (above, below, value) => {
    expect(varianceRatioTail(value, above, below)).toBeCloseTo(0.01, 5);
  });

  test('is always above 0', () => {
    expect(varianceRatioTail(0, 3, 20)).toBe(1);
  });
});
