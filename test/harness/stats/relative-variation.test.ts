import { describe, expect, it } from 'vitest';
import { variation } from '../../../harness/stats/relative-variation.ts';

describe('variation', () => {
  it('is the range over the median below five values', () => {
    expect(variation([100, 90, 120])).toBeCloseTo(0.3, 12);
    expect(variation([10, 20, 30, 80])).toBeCloseTo(70 / 25, 12);
  });

  it('is the standard deviation over the mean from five values on', () => {
    expect(variation([2, 4, 4, 4, 6])).toBeCloseTo(Math.sqrt(2) / 4, 12);
  });

  it('is never negative, and 0 when the centre is 0', () => {
    expect(variation([-100, -90, -120])).toBeCloseTo(0.3, 12);
    expect(variation([0, 0, 0])).toBe(0);
    expect(variation([-1, 0, 1])).toBe(0);
    expect(variation([7])).toBe(0);
  });
});
