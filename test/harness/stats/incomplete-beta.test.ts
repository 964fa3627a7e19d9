import { describe, expect, it, test } from 'vitest';
import { incompleteBeta } from '../../../harness/stats/student-t-distribution.ts';

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
