import { describe, expect, test } from 'vitest';
import { quantileInterval } from '../../../harness/stats/quantile-confidence-interval.ts';

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
