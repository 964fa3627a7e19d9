import { describe, expect, it, test } from 'vitest';
import {
  incompleteBeta,
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

describe('the incomplete beta function', () => {
  test('equals a binomial tail for whole numbers', () => {
    // I_x(a, n − a + 1) is the chance of at least a successes of n.
    const choose = [1, 6, 15, 20, 15, 6, 1];
    for (const x of [0.05, 0.3, 0.5, 0.77, 0.99]) {
      for (let a = 1; a <= 6; a += 1) {
        const tail = choose.reduce(
          (sum, ways, k) => (k < a ? sum : sum + ways * x ** k * (1 - x) ** (6 - k)),
          0,
        );
        expect(incompleteBeta(x, a, 7 - a)).toBeCloseTo(tail, 11);
      }
    }
  });

  test.each([1e-9, 0.01, 0.3, 0.5, 0.9, 0.999])('equals an arc sine for halves: %d', (x) => {
    // Below 0.5 the share itself has to be accurate, not its difference from 1.
    const share = (2 / Math.PI) * Math.asin(Math.sqrt(x));
    expect(incompleteBeta(x, 0.5, 0.5) / share).toBeCloseTo(1, 12);
  });

  test('is 0 and 1 at its ends and beyond', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(-1, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
    expect(incompleteBeta(2, 2, 3)).toBe(1);
  });

  it.each([0.5, 3, 400, 9_000])('is a half in the middle when both parameters are %f', (a) => {
    expect(incompleteBeta(0.5, a, a)).toBeCloseTo(0.5, 10);
  });
});
