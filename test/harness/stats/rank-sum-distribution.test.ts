import { describe, expect, it } from 'vitest';
import {
  rankSumCut,
  rankSumDistribution,
} from '../../../harness/stats/ratio-and-shift-confidence-intervals.ts';

/** Every way to choose which of n + m ranks belong to the first sample, and its U. */
function enumerate(n: number, m: number): number[] {
  const counts = new Array<number>(n * m + 1).fill(0);
  const total = n + m;
  for (let bits = 0; bits < 2 ** total; bits += 1) {
    let first = 0;
    let second = 0;
    let u = 0;
    for (let rank = 0; rank < total; rank += 1) {
      if ((bits >> rank) & 1) {
        first += 1;
        u += second;
      } else second += 1;
    }
    if (first === n) counts[u] = (counts[u] ?? 0) + 1;
  }
  const all = counts.reduce((sum, count) => sum + count, 0);
  let reached = 0;
  return counts.map((count) => {
    reached += count;
    return reached / all;
  });
}

describe('rankSumDistribution', () => {
  it.each([
    [1, 1],
    [1, 5],
    [2, 3],
    [3, 3],
    [4, 7],
    [7, 4],
    [6, 8],
    [8, 8],
  ])('equals the enumeration of all arrangements of %i and %i', (n, m) => {
    const distribution = [...rankSumDistribution(n, m)];
    const expected = enumerate(n, m);
    expect(distribution).toHaveLength(expected.length);
    for (const [u, probability] of expected.entries()) {
      expect(distribution[u]).toBeCloseTo(probability, 12);
    }
  });
});

describe('rankSumCut', () => {
  // Critical values of U for two-sided 5 %, from textbook tables; the cut is one above them.
  it.each([
    [4, 4, 0],
    [5, 5, 2],
    [5, 8, 6],
    [6, 6, 5],
    [8, 8, 13],
    [10, 10, 23],
    [12, 15, 49],
    [20, 20, 127],
  ])('returns the tabled critical value for %i and %i values', (n, m, critical) => {
    expect(rankSumCut(n, m, 0.95).position).toBe(critical + 1);
  });

  it('reaches the wanted confidence, unlike the next position inward', () => {
    for (const [n, m] of [
      [4, 4],
      [5, 9],
      [13, 7],
      [30, 30],
    ] as const) {
      const { position, confidence } = rankSumCut(n, m, 0.95);
      const distribution = rankSumDistribution(n, m);
      expect(confidence).toBeCloseTo(1 - 2 * (distribution[position - 1] ?? 0), 12);
      expect(confidence).toBeGreaterThanOrEqual(0.95);
      expect(1 - 2 * (distribution[position] ?? 0)).toBeLessThan(0.95);
    }
  });

  it('returns the whole range with its true confidence for samples that are too small', () => {
    expect(rankSumCut(3, 3, 0.95)).toEqual({ position: 1, confidence: expect.closeTo(0.9, 12) });
    expect(rankSumCut(1, 1, 0.95)).toEqual({ position: 1, confidence: 0 });
    expect(rankSumCut(2, 2, 0.95).confidence).toBeCloseTo(2 / 3, 12);
  });

  it('takes exactly as much confidence as requested', () => {
    expect(rankSumCut(4, 4, 1 - 2 / 70 - 1e-9).position).toBe(1);
    expect(rankSumCut(4, 4, 1 - 4 / 70 - 1e-9).position).toBe(2);
    expect(rankSumCut(4, 4, 0)).toEqual({ position: 8, confidence: expect.closeTo(0.114, 3) });
  });

  // Counted with integers of any size, from the Gaussian binomial coefficients.
  it('is accurate to one position on either side of the change from exact to normal', () => {
    expect(rankSumCut(50, 50, 0.95).position).toBe(966);
    expect(Math.abs(rankSumCut(50, 51, 0.95).position - 987)).toBeLessThanOrEqual(1);
    expect(Math.abs(rankSumCut(60, 60, 0.95).position - 1_427)).toBeLessThanOrEqual(1);
  });
});
