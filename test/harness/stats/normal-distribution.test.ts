import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from '../../../harness/stats/normal-distribution.ts';

describe('normalCdf', () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1.
  it.each([
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [1.96, 0.9750021048517795],
    [3, 0.9986501019683699],
    [-1, 0.15865525393145705],
    [-2.5, 0.006209665325776132],
    [-7, 1.279812543885835e-12],
    [7.5, 1 - 3.19e-14],
  ])('returns the tabled probability at %d', (x, probability) => {
    expect(normalCdf(x)).toBeCloseTo(probability, 13);
  });

  it('returns 0 and 1 far out, where the series would not help', () => {
    expect(normalCdf(-9)).toBe(0);
    expect(normalCdf(-1e6)).toBe(0);
    expect(normalCdf(9)).toBe(1);
    expect(normalCdf(1e6)).toBe(1);
  });
});

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.005, -2.575829303548901],
  ])('returns the tabled value at %d', (probability, x) => {
    expect(normalQuantile(probability)).toBeCloseTo(x, 10);
  });

  it('inverts the distribution', () => {
    for (const x of [-3, -0.7, 0.1, 2.2]) expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 9);
  });
});
