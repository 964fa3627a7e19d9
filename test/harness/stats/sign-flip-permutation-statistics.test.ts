import { describe, expect, it, test } from 'vitest';
import {
  flippedStatistics,
  signFlipPatterns,
} from '../../../harness/stats/sign-flip-permutation-patterns.ts';
import { createDraws, drawSample } from '../../support/random-draws.ts';

describe('statistics under flipped signs', () => {
  // One block of pairs, two blocks, and a subset of all patterns.
  it.each([6, 8, 9, 12, 21])('equal those of the flipped differences, for %i pairs', (pairs) => {
    const sample = drawSample(pairs, createDraws(pairs).normal);
    const patterns = signFlipPatterns(pairs);
    const statistics = flippedStatistics(sample, 0, patterns);
    expect(statistics).toHaveLength(patterns.count);
    for (let pattern = 0; pattern < patterns.count; pattern += 37) {
      const isTurned = (pair: number): boolean =>
        (((patterns.flips[pair >> 3]?.[pattern] ?? 0) >> (pair & 7)) & 1) === 1;
      const turned = sample.map((value, pair) => (isTurned(pair) ? -value : value));
      const [measured] = flippedStatistics(turned, 0, patterns);
      expect(statistics[pattern]).toBeCloseTo(measured ?? Number.NaN, 12);
    }
  });

  test('equal the root of the number when all lie equally far, and never exceed it', () => {
    const patterns = signFlipPatterns(9);
    const [equal] = flippedStatistics(new Array<number>(9).fill(4), 1, patterns);
    expect(equal).toBeCloseTo(3, 12);
    const most = Math.max(...flippedStatistics([1, 2, 3, 4, 5, 6, 7, 8, 90], 0, patterns));
    expect(most).toBeLessThan(3);
  });

  test('are 0 when nothing differs', () => {
    expect(Math.max(...flippedStatistics([2, 2, 2, 2, 2, 2], 2, signFlipPatterns(6)))).toBe(0);
  });
});

describe('the sign-flip patterns', () => {
  it.each([
    [1, 1],
    [6, 32],
    [12, 2_048],
    [13, 2_048],
    [400, 2_048],
  ])('of %i pairs number %i, and the first flips none', (pairs, count) => {
    const patterns = signFlipPatterns(pairs);
    expect(patterns.count).toBe(count);
    expect(patterns.flips.map((block) => block[0])).toEqual(patterns.flips.map(() => 0));
  });

  test('are all different when all of them are used', () => {
    expect(new Set(listed(10)).size).toBe(512);
  });

  test('are closed under combination when there are too many pairs to use all of them', () => {
    const all = listed(21);
    const known = new Set(all);
    expect(known.size).toBe(2_048);
    for (const pattern of all.filter((_, index) => index % 509 === 0)) {
      expect(all.filter((other) => !known.has(pattern ^ other))).toEqual([]);
    }
    // Half of the patterns flip each pair.
    for (let pair = 0; pair < 21; pair += 1) {
      expect(all.filter((pattern) => ((pattern >> pair) & 1) === 1)).toHaveLength(1_024);
    }
  });
});

/** Each pattern as a number, a bit for each pair. */
function listed(pairs: number): number[] {
  const { count, flips } = signFlipPatterns(pairs);
  return Array.from({ length: count }, (_, pattern) =>
    flips.reduce((bits, block, index) => bits | ((block[pattern] ?? 0) << (8 * index)), 0),
  );
}
