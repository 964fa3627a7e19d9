import { describe, expect, it } from 'vitest';
import { ratioInterval } from '../../../harness/stats/ratio-and-shift-confidence-intervals.ts';

const base = [100, 101, 99, 102, 98, 100.5];

describe('ratioInterval', () => {
  it('finds a constant ratio exactly', () => {
    const head = base.map((value) => value * 1.05);
    const found = ratioInterval(base, head, 0.95);
    expect(found.ratio).toBeCloseTo(1.05, 10);
    expect(found.low).toBeGreaterThan(1.01);
    expect(found.low).toBeLessThan(1.05);
    expect(found.high).toBeGreaterThan(1.05);
    expect(found.high).toBeLessThan(1.09);
    expect(found.signs).toEqual([1, 1]);
    expect(found.confidence).toBeGreaterThanOrEqual(0.95);
  });

  it('finds a constant ratio also when the values lie far apart', () => {
    const wide = [1, 10, 100, 1_000, 10_000];
    const found = ratioInterval(
      wide,
      wide.map((value) => value * 3),
      0.95,
    );
    expect(found.ratio).toBeCloseTo(3, 10);
    // Third from either end of all 25 ratios: 1, 2 and 3 of them are 4, 3 and 2 powers of ten away.
    expect(found.low).toBeCloseTo(0.003, 10);
    expect(found.high).toBeCloseTo(3_000, 6);
  });

  it('shows by its signs that an interval contains equality', () => {
    expect(ratioInterval(base, base, 0.95).signs).toEqual([-1, 1]);
    expect(ratioInterval([5, 5, 5, 5], [5, 5, 5, 5], 0.95)).toMatchObject({
      ratio: 1,
      low: 1,
      high: 1,
      signs: [0, 0],
    });
  });

  it('relates a shift to the base when a value is zero', () => {
    const found = ratioInterval([4, 5, 4, 6, 5], [0, 0, 0, 0, 0], 0.95);
    expect(found.ratio).toBeCloseTo(0, 12);
    expect(found.low).toBe(0);
    expect(found.high).toBeCloseTo(1 - 4 / 5, 12);
    expect(found.signs).toEqual([-1, -1]);
  });

  it('lies on both sides of equality when there are zeros among the values', () => {
    const found = ratioInterval([0, 4, 5, 6, 10], [0, 5, 6, 7, 12], 0.95);
    expect(found.ratio).toBeCloseTo(1.2, 12);
    expect(found.low).toBe(0);
    expect(found.high).toBeCloseTo(1 + 7 / 5, 12);
    expect(found.signs).toEqual([-1, 1]);
  });

  it('knows only the direction when the base is zero', () => {
    expect(ratioInterval([0, 0, 0, 0, 0], [1, 2, 1, 3, 1], 0.95)).toMatchObject({
      ratio: null,
      low: null,
      high: null,
      signs: [1, 1],
    });
    expect(ratioInterval([0, 0, 0, 0], [0, 0, 0, 0], 0.95)).toMatchObject({
      ratio: null,
      signs: [0, 0],
    });
  });
});
