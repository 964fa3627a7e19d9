import fc from 'fast-check';
import { wilcoxonRankSum } from 'simple-statistics';
import { expect, test } from 'vitest';
import { midRanks } from '../../../harness/stats/pettitt-level-shift-test.ts';

test('assigns ranks in the order of the sample, and equal ranks to equal values', () => {
  expect(midRanks([30, 10, 20])).toEqual([3, 1, 2]);
  expect(midRanks([5, 1, 5, 5])).toEqual([3, 1, 3, 3]);
  expect(midRanks([])).toEqual([]);
});

test('gives one of two samples ranks that add up to the rank sum of simple-statistics', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 });
  fc.assert(
    fc.property(sample, sample, (first, second) => {
      const ranks = midRanks([...first, ...second]).slice(0, first.length);
      const sum = ranks.reduce((total, rank) => total + rank, 0);
      expect(sum).toBe(wilcoxonRankSum(first, second));
    }),
  );
});
