import { describe, expect, it, test } from 'vitest';
import { signCut, signTest } from '../../../harness/stats/paired-bimodality-and-sign-test.ts';

/** Returns P(B ≤ k) for n fair coins, from Pascal's triangle. */
function binomialTail(n: number, k: number): number {
  let row = [1];
  for (let index = 0; index < n; index += 1) {
    row = [...row, 0].map((value, at) => value + (row[at - 1] ?? 0));
  }
  return row.slice(0, k + 1).reduce((sum, value) => sum + value, 0) / 2 ** n;
}

describe('the sign-test cutoff', () => {
  it.each([5, 8, 13, 30, 51])('leaves out as many of %i as the level allows, and no more', (n) => {
    for (const alpha of [0.001, 0.005, 0.03, 0.2]) {
      const cut = signCut(n, alpha);
      if (cut > 0) expect(binomialTail(n, cut - 1)).toBeLessThanOrEqual(alpha);
      expect(binomialTail(n, cut)).toBeGreaterThan(alpha);
    }
  });

  test('is 0 when one value is too many', () => {
    expect(signCut(7, 1 / 129)).toBe(0);
    expect(signCut(7, 1 / 127)).toBe(1);
  });

  test('ends in the middle, and holds for thousands of values', () => {
    expect(signCut(4, 1)).toBe(2);
    expect(signCut(4_000, 0.025)).toBe(1_938);
  });
});

describe('the sign test', () => {
  it.each([
    [0, 0, 1],
    [0, 1, 1],
    [0, 6, 2 / 64],
    [6, 0, 2 / 64],
    [1, 9, 22 / 1024],
    [5, 5, 1],
  ])('tests %i against %i', (first, second, probability) => {
    expect(signTest(first, second)).toBeCloseTo(probability, 12);
  });
});
