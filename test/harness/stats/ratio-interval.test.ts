import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../../harness/stats/descriptive-statistics.ts';
import { ascending } from '../../../harness/stats/order-statistics.ts';
import {
  kthDifference,
  pairedRatio,
  rankSumCut,
  ratioInterval,
  shiftInterval,
} from '../../../harness/stats/ratio-and-shift-confidence-intervals.ts';

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

describe('pairedRatio', () => {
  it('cancels out what both sides of a pair share', () => {
    const base = [10, 20, 40, 10, 30, 10, 20, 10, 50, 10, 10];
    const head = base.map((value, index) => value * (index === 3 ? 9 : 1.5));
    expect(pairedRatio(base, head, 0.95)).toEqual({ ratio: 1.5, low: 1.5, high: 1.5 });
  });

  it('returns the whole range when pairs are too few for the confidence', () => {
    expect(pairedRatio([1, 1, 1], [1, 2, 4], 0.95)).toEqual({ ratio: 2, low: 1, high: 4 });
  });
});

const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), {
  minLength: 1,
  maxLength: 6,
});
const tied = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 12 });

function allDifferences(base: readonly number[], head: readonly number[]): number[] {
  return ascending(base.flatMap((from) => head.map((to) => to - from)));
}

describe('kthDifference', () => {
  it.each([
    ['numbers of any size', values],
    ['numbers with ties', tied],
  ])('returns the k-th of all differences in order, for %s', (_, numbers) => {
    fc.assert(
      fc.property(numbers, numbers, (base, head) => {
        const from = Float64Array.from(ascending(base));
        const to = Float64Array.from(ascending(head));
        const found = Array.from({ length: base.length * head.length }, (_unused, index) =>
          kthDifference(from, to, index + 1),
        );
        // Adding 0 makes no difference between 0 and −0.
        expect(found.map((difference) => difference + 0)).toEqual(
          allDifferences(base, head).map((difference) => difference + 0),
        );
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('terminates for the widest range that doubles have', () => {
    const from = Float64Array.from([-8e307, 0]);
    const to = Float64Array.from([0, 8e307]);
    expect([1, 2, 3, 4].map((k) => kthDifference(from, to, k))).toEqual([0, 8e307, 8e307, 1.6e308]);
  });
});

describe('shiftInterval', () => {
  it('returns an estimate and ends that are differences of the samples', () => {
    const base = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const head = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const differences = allDifferences(base, head);
    const { position, confidence } = rankSumCut(9, 9, 0.95);
    const interval = shiftInterval(base, head, 0.95);
    expect(interval.estimate).toBeCloseTo(median(differences), 12);
    expect(interval.low).toBe(differences[position - 1]);
    expect(interval.high).toBe(differences[81 - position]);
    expect(interval.confidence).toBe(confidence);
  });

  it('moves with the head, and reverses when the sides change places', () => {
    fc.assert(
      fc.property(tied, tied, fc.integer({ min: -50, max: 50 }), (base, head, by) => {
        const still = shiftInterval(base, head, 0.95);
        const moved = shiftInterval(
          base,
          head.map((value) => value + by),
          0.95,
        );
        const turned = shiftInterval(head, base, 0.95);
        expect(moved.estimate).toBeCloseTo(still.estimate + by, 9);
        expect(moved.low).toBeCloseTo(still.low + by, 9);
        expect(turned.low).toBeCloseTo(-still.high, 9);
        expect(turned.estimate).toBeCloseTo(-still.estimate, 9);
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  it('holds all differences when the samples are too small for the wanted confidence', () => {
    expect(shiftInterval([1, 2, 3], [11, 12, 14], 0.95)).toEqual({
      estimate: 10,
      low: 8,
      high: 13,
      confidence: expect.closeTo(0.9, 12),
    });
  });

  it('rejects an empty side', () => {
    expect(() => shiftInterval([], [1], 0.95)).toThrow(
      'estimating a shift requires measurements on both sides of the comparison',
    );
    expect(() => shiftInterval([1], [], 0.95)).toThrow(RangeError);
  });
});
