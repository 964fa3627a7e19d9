import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../../harness/stats/descriptive-statistics.ts';
import { ascending } from '../../../harness/stats/order-statistics.ts';
import {
  kthDifference,
  rankSumCut,
  shiftInterval,
} from '../../../harness/stats/ratio-and-shift-confidence-intervals.ts';

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
