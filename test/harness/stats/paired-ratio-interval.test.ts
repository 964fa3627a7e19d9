import { expect, it } from 'vitest';
import { pairedRatio } from '../../../harness/stats/ratio-and-shift-confidence-intervals.ts';

it('cancels out what both sides of a pair share', () => {
  const base = [10, 20, 40, 10, 30, 10, 20, 10, 50, 10, 10];
  const head = base.map((value, index) => value * (index === 3 ? 9 : 1.5));
  expect(pairedRatio(base, head, 0.95)).toEqual({ ratio: 1.5, low: 1.5, high: 1.5 });
});

it('returns the whole range when pairs are too few for the confidence', () => {
  expect(pairedRatio([1, 1, 1], [1, 2, 4], 0.95)).toEqual({ ratio: 2, low: 1, high: 4 });
});
