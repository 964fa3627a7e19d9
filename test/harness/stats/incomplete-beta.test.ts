import { describe, expect, it, test } from 'vitest';
import { incompleteBeta, logGamma } from '../../../harness/stats/incomplete-beta.ts';

describe('the incomplete beta function', () => {
  test('of whole numbers is a binomial tail', () => {
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

  test('is 0 and 1 at its ends and beyond', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(-1, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
    expect(incompleteBeta(2, 2, 3)).toBe(1);
  });

  it.each([0.5, 3, 400, 9_000])('is a half in the middle where both are %f', (a) => {
    expect(incompleteBeta(0.5, a, a)).toBeCloseTo(0.5, 10);
  });
});

describe('the gamma function', () => {
  test('of whole numbers is a factorial', () => {
    let factorial = 1;
    for (let n = 1; n < 20; n += 1) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11);
      factorial *= n;
    }
  });

  test('of a half is the root of π', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 11);
    expect(logGamma(3.5)).toBeCloseTo(Math.log((15 / 8) * Math.sqrt(Math.PI)), 11);
  });
});
