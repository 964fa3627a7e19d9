import { describe, expect, it, test } from 'vitest';
import {
  pairedModes,
  signCut,
  signTest,
} from '../../../harness/stats/paired-bimodality-and-sign-test.ts';

const FAST = [10, 10.1, 9.9, 10.05];
const SLOW = [12, 12.1, 11.9, 12.05];

describe('values without groups', () => {
  test('have no modes', () => {
    const even = Array.from({ length: 12 }, (_, index) => 10 + index);
    expect(pairedModes(even, even)).toBeNull();
  });

  test('have no modes when one side is much slower as a whole', () => {
    expect(pairedModes([...FAST, ...FAST], [...SLOW, ...SLOW])).toBeNull();
  });

  test('have no modes when all are 0', () => {
    expect(pairedModes([0, 0, 0], [0, 0, 0])).toBeNull();
  });
});

describe('values in two groups', () => {
  test('are reported by their shares and centres', () => {
    const modes = pairedModes([...FAST, ...SLOW], [...SLOW, ...FAST]);
    expect(modes).toMatchObject({ base: 0.5, head: 0.5 });
    expect(modes?.low).toBeCloseTo(10.025, 12);
    expect(modes?.high).toBeCloseTo(12.025, 12);
    // Four pairs changed up, four down.
    expect(modes?.pValue).toBe(1);
  });

  test('split the other side too, which has only one of the groups', () => {
    expect(pairedModes([...FAST, ...FAST], [...SLOW, ...SLOW.slice(0, 2), 10, 10.1])).toEqual({
      base: 0,
      head: 0.75,
      low: expect.closeTo(10.025, 12),
      high: 12.025,
      pValue: expect.closeTo(2 / 64, 12),
    });
    expect(pairedModes([...SLOW, ...SLOW.slice(0, 2), 10, 10.1], [...FAST, ...FAST])).toMatchObject(
      {
        base: 0.75,
        head: 0,
        pValue: expect.closeTo(2 / 64, 12),
      },
    );
  });

  test('are split for each side when both have groups of their own', () => {
    const twice = [...SLOW, ...FAST].map((value) => 2 * value);
    const modes = pairedModes([...SLOW, ...FAST], twice);
    expect(modes).toMatchObject({ base: 0.5, head: 0.5, pValue: 1 });
  });
});

describe('zeros next to other values', () => {
  test('form a group, however few', () => {
    const base = [0, 0, 0, 0, 0, 0, 0, 0];
    expect(pairedModes(base, [0, 0, 0, 0, 0, 0, 0, 0.25])).toEqual({
      base: 0,
      head: 0.125,
      low: 0,
      high: 0.25,
      pValue: 1,
    });
    expect(pairedModes([0, 1, 1, 1, 1], [2, 2, 2, 2, 2])).toMatchObject({ base: 0.8, head: 1 });
  });
});

test('puts values on both sides of a split, even between neighbouring numbers', () => {
  // The mean of these two is rounded to the upper value.
  const [low, high] = [1 + Number.EPSILON, 1 + 2 * Number.EPSILON];
  expect((low + high) / 2).toBe(high);
  const base = [low, low, low, high, high, high];
  expect(pairedModes(base, base)).toMatchObject({ base: 0.5, head: 0.5, low, high });
});

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
