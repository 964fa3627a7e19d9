import { describe, expect, test } from 'vitest';
import { trendPValue } from '../../../harness/stats/mann-kendall-trend-and-theil-sen-slope.ts';
import { createDraws, drawSample, simulateShare } from '../../support/random-draws.ts';

describe('the test for a trend', () => {
  test('rarely reports steady noise, and always reports a clear trend', () => {
    const { heavyTailed } = createDraws(31);
    const steady = simulateShare(3_000, () => trendPValue(drawSample(15, heavyTailed)) <= 0.01);
    expect(steady).toBeLessThan(0.015);
    const rising = simulateShare(
      500,
      () => trendPValue(drawSample(20, heavyTailed).map((value, at) => value + at * 0.4)) <= 0.01,
    );
    expect(rising).toBeGreaterThan(0.98);
  });

  test('reports no more than 1 % of all orders of seven and eight at 1 %', () => {
    for (const n of [7, 8]) {
      const orders = permutations(n);
      const called = orders.filter((order) => trendPValue(order) <= 0.01).length;
      expect(called / orders.length).toBeLessThanOrEqual(0.01);
      expect(called).toBeGreaterThan(0);
    }
  });
});

function permutations(n: number): readonly (readonly number[])[] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((shorter) =>
    Array.from({ length: n }, (_, at) => shorter.toSpliced(at, 0, n)),
  );
}
