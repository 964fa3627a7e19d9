import { expect, it } from 'vitest';
import {
  comparisonLimits,
  createTimeBudget,
  profileTimeLeft,
  timeLeftPerScenario,
} from '../../../harness/gate/measurement-time-budget.ts';

it('spends the time of a gate once, whatever is measured twice', () => {
  expect(createTimeBudget(null, true)).toBeNull();
  expect(createTimeBudget(300, false)).toEqual({ allMs: 300_000, comparisonMs: 300_000 });
  const both = createTimeBudget(300, true);
  if (both === null) throw new TypeError('there is a limit');
  expect(both.comparisonMs).toBe(150_000);
  // A comparison that was soon decided leaves the more.
  expect(timeLeftPerScenario(both, 60_000, 4)).toBe(60_000);
  expect(timeLeftPerScenario(both, both.comparisonMs, 1) + both.comparisonMs).toBe(300_000);
  expect(timeLeftPerScenario(both, 400_000, 2)).toBe(0);
});

it('gives profiles the time that measuring leaves, and at least a tenth', () => {
  const budget = createTimeBudget(300, false);
  if (budget === null) throw new TypeError('there is a limit');
  expect(profileTimeLeft(budget, 100_000)).toBe(200_000);
  expect(profileTimeLeft(budget, 299_000)).toBe(30_000);
  expect(profileTimeLeft(budget, 310_000)).toBe(30_000);
});

it('replaces the limit of each scenario and stage by the budget', () => {
  expect(comparisonLimits(null)).toEqual({});
  expect(comparisonLimits(createTimeBudget(1_800, false))).toEqual({
    budgetMs: 1_800_000,
    maxTimeMs: Number.POSITIVE_INFINITY,
  });
});
