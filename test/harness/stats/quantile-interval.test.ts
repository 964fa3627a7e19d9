import { describe, expect, it, test } from 'vitest';
import {
  medianInterval,
  quantileInterval,
} from '../../../harness/stats/quantile-confidence-interval.ts';

const upTo = (n: number): Float64Array => Float64Array.from({ length: n }, (_, index) => index + 1);

describe('quantileInterval', () => {
  test('takes the value that three of four do not exceed', () => {
    expect(quantileInterval(upTo(4), 0.75, 0.95).value).toBe(3);
    expect(quantileInterval(upTo(5), 0.75, 0.95).value).toBe(4);
    expect(quantileInterval(upTo(100), 0.75, 0.95).value).toBe(75);
  });

  test('agrees with the tables for the median', () => {
    // Conover, Practical Nonparametric Statistics, 3rd ed., table A3: n 20, [x(6), x(15)], 95.9 %.
    expect(quantileInterval(upTo(20), 0.5, 0.95)).toMatchObject({ low: 6, high: 15 });
    expect(quantileInterval(upTo(20), 0.5, 0.95).confidence).toBeCloseTo(0.9586, 4);
  });

  test('needs thirteen values to bound the 75th percentile from above at 95 %', () => {
    // 0.75 ** 12 = 3.2 % and 0.75 ** 13 = 2.4 % are the probabilities that no value is above it.
    expect(quantileInterval(upTo(12), 0.75, 0.95)).toMatchObject({
      low: null,
      high: null,
      confidence: 0,
    });
    expect(quantileInterval(upTo(13), 0.75, 0.95)).toMatchObject({ high: 13 });
  });

  test('holds for very many values', () => {
    const { value, low, high, confidence } = quantileInterval(upTo(200_000), 0.75, 0.95);
    expect(value).toBe(150_000);
    // 1.96 · √(n · 0.75 · 0.25) = 379.6 ranks to either side.
    expect(low).toBeGreaterThan(150_000 - 385);
    expect(high).toBeLessThan(150_000 + 385);
    expect(confidence).toBeGreaterThan(0.949);
  });
});

/** P(B ≤ k) for B binomial(n, ½), counted over all 2ⁿ outcomes. */
function countedTail(n: number, k: number): number {
  let count = 0;
  for (let outcome = 0; outcome < 2 ** n; outcome += 1) {
    let ones = 0;
    for (let bits = outcome; bits > 0; bits >>= 1) ones += bits & 1;
    if (ones <= k) count += 1;
  }
  return count / 2 ** n;
}

describe('medianInterval', () => {
  it('returns the whole range with its true confidence when 95 % cannot be reached', () => {
    expect(medianInterval([3, 1, 2], 0.95)).toEqual({ low: 1, high: 3, confidence: 0.75 });
    expect(medianInterval([5, 3, 1, 2, 4], 0.95)).toEqual({ low: 1, high: 5, confidence: 0.9375 });
  });

  it('stays an interval in samples so large that a half to their power underflows', () => {
    for (const n of [1_074, 1_075, 2_000, 20_000]) {
      const sample = Array.from({ length: n }, (_, index) => index);
      const { low, high, confidence } = medianInterval(sample, 0.95);
      // 1.96 standard deviations of a binomial with a half: the normal approximation.
      expect((high - low) / Math.sqrt(n)).toBeCloseTo(1.96, 0);
      expect(confidence).toBeGreaterThanOrEqual(0.95);
      expect(confidence).toBeLessThan(0.97);
    }
  });

  // Conover, Practical Nonparametric Statistics: positions of the 95 % interval.
  it.each([
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [12, 3, 10],
    [15, 4, 12],
    [20, 6, 15],
    [30, 10, 21],
    [50, 18, 33],
  ])('takes from %i values the %i. and the %i.', (n, first, last) => {
    const sample = Array.from({ length: n }, (_, index) => index + 1);
    expect(medianInterval(sample, 0.95)).toMatchObject({ low: first, high: last });
  });

  it('has the confidence that counting all outcomes gives, for up to 15 values', () => {
    for (let n = 1; n <= 15; n += 1) {
      const sample = Array.from({ length: n }, (_, index) => index);
      for (const wanted of [0.5, 0.8, 0.95, 0.99]) {
        const { low, high, confidence } = medianInterval(sample, wanted);
        expect(high).toBe(n - 1 - low);
        expect(confidence).toBeCloseTo(Math.max(0, 1 - 2 * countedTail(n, low)), 12);
        const isNextPossible = low + 1 < n - 2 - low;
        if (isNextPossible && confidence >= wanted) {
          expect(1 - 2 * countedTail(n, low + 1)).toBeLessThan(wanted);
        }
        if (confidence < wanted) expect(low).toBe(0);
      }
    }
  });

  it('has no value for an empty sample', () => {
    expect(medianInterval([], 0.95)).toEqual({ low: Number.NaN, high: Number.NaN, confidence: 0 });
  });
});
