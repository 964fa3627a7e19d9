/** Pairs that count as pairs of the search, and pairs that do not. */
import { expect, test } from 'vitest';
import type { PairValues } from '../../../harness/bisect/bisect-pair-effects-by-position.ts';
import type { SearchState } from '../../../harness/bisect/conclude-bisect-search.ts';
import { searchChangePosition } from '../../../harness/bisect/search-culprit-change-position.ts';

const pairs = (count: number, ratio: number): readonly PairValues[] =>
  Array.from({ length: count }, (_, index) => ({
    against: 1,
    at: ratio * (1 + (index % 2 === 0 ? 0.01 : -0.01)),
  }));

test('counts pairs of an unconfirmed culprit as evidence, but not as search pairs', async () => {
  const state: SearchState = {
    size: 64,
    evidence: [
      { at: 64, against: 0, pairs: pairs(20, 1.02) },
      { at: 30, against: 29, pairs: pairs(100, 1) },
    ],
    untestable: new Set(),
  };
  let taken = 0;
  // Gives no evidence that would end the search.
  const measure = async (_: unknown, count: number) => {
    taken += count;
    return { state: 'measured', pairs: pairs(count, 1.01), durationMs: 1 } as const;
  };
  const end = await searchChangePosition(state, measure, { confidence: 0.999_999, maxPairs: 10 });
  expect(end.type).toBe('exhausted');
  expect(taken).toBe(10);
  expect(end.steps.reduce((sum, step) => sum + step.pairs.length, 0)).toBe(10);
});
