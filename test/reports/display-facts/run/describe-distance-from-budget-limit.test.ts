import { expect, test } from 'vitest';
import type { BudgetResult } from '../../../../harness/model/scenario/budget.ts';
import { budgetFact } from '../../../../reports/display-facts/run/budget-display-data.ts';

const distance = (limit: string, value: number): string =>
  budgetFact(
    // One or two trials have no interval, and are inconclusive.
    {
      metric: 'wall_time',
      limit,
      value,
      low: null,
      high: null,
      verdict: 'inconclusive',
    } as BudgetResult,
    'ms',
  ).distance;

test.each([
  ['< 2 ms', 0.98, '51 % below the limit'],
  ['< 2 ms', 2.5, '25 % over the limit'],
  ['> 2 ms', 1.5, '25 % short of the limit'],
  ['> 2 ms', 2.5, '25 % above the limit'],
])('budgetFact says on which side of %s an inconclusive value of %d lies', (limit, value, text) => {
  expect(distance(limit, value)).toBe(text);
});
