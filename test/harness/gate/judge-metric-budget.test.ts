import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineBudgetResults, judgeBudget } from '../../../harness/gate/judge-metric-budget.ts';
import { getMetric } from '../../../harness/model/metric.ts';
import type { Summary } from '../../../harness/model/metric-summary.ts';
import type {
  Budget,
  BudgetResult,
  Operator,
  Verdict,
} from '../../../harness/model/scenario/budget.ts';
import { summarizeMetric } from '../../../harness/stats/summarize-metric.ts';

function budget(operator: Operator, limit: number, changes: Partial<Budget> = {}): Budget {
  const text = `${operator} ${limit} ms`;
  return { metric: 'wall_time', operator, limit, level: 'error', text, ...changes };
}

function summary(low: number, center: number, high: number): Summary {
  return { ...summarizeMetric(getMetric('wall_time'), [low, center, high]), low, center, high };
}

function constant(value: number): Summary {
  return summary(value, value, value);
}

describe('judgeBudget', () => {
  it.each([
    ['<', 99.9, 'pass'],
    ['<', 100, 'fail'],
    ['<', 100.1, 'fail'],
    ['<=', 99.9, 'pass'],
    ['<=', 100, 'pass'],
    ['<=', 100.1, 'fail'],
    ['>', 99.9, 'fail'],
    ['>', 100, 'fail'],
    ['>', 100.1, 'pass'],
    ['>=', 99.9, 'fail'],
    ['>=', 100, 'pass'],
    ['>=', 100.1, 'pass'],
  ] as const)('judges the limit %s 100 for %d: %s', (operator, value, verdict) => {
    expect(judgeBudget(budget(operator, 100), constant(value)).verdict).toBe(verdict);
  });

  it.each([
    ['<', 80, 99, 'pass'],
    ['<', 80, 100, 'inconclusive'],
    ['<', 100, 120, 'fail'],
    ['>', 101, 120, 'pass'],
    ['>', 100, 120, 'inconclusive'],
    ['>', 80, 100, 'fail'],
  ] as const)(
    'decides by the interval: %s 100 with %d to %d: %s',
    (operator, low, high, verdict) => {
      // The centre lies on the good side of the limit in some of these and on the bad in others.
      for (const center of [low, (low + high) / 2, high]) {
        expect(judgeBudget(budget(operator, 100), summary(low, center, high)).verdict).toBe(
          verdict,
        );
      }
    },
  );

  it('fails a metric that never appeared', () => {
    expect(judgeBudget(budget('<', 1e9), undefined)).toEqual({
      metric: 'wall_time',
      level: 'error',
      limit: '< 1000000000 ms',
      value: null,
      low: null,
      high: null,
      verdict: 'fail',
    });
  });

  it('never improves with a tighter limit', () => {
    const order: readonly Verdict[] = ['pass', 'inconclusive', 'fail'];
    const number = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(number, number, number, number, (a, b, limit, less) => {
        const held = summary(Math.min(a, b), (a + b) / 2, Math.max(a, b));
        const loose = judgeBudget(budget('<', limit), held).verdict;
        const tight = judgeBudget(budget('<', limit - less), held).verdict;
        expect(order.indexOf(tight)).toBeGreaterThanOrEqual(order.indexOf(loose));
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

function result(verdict: Verdict, level: 'warn' | 'error' = 'error'): BudgetResult {
  return { metric: 'wall_time', limit: '< 1 ms', level, value: 1, low: 1, high: 1, verdict };
}

describe('combineBudgetResults', () => {
  it('is as bad as the worst binding budget', () => {
    expect(combineBudgetResults([result('pass'), result('pass')])).toBe('pass');
    expect(combineBudgetResults([result('pass'), result('inconclusive')])).toBe('inconclusive');
    expect(combineBudgetResults([result('inconclusive'), result('fail'), result('pass')])).toBe(
      'fail',
    );
  });

  it('is neither fail nor inconclusive because of budgets that only warn', () => {
    expect(combineBudgetResults([result('fail', 'warn'), result('inconclusive', 'warn')])).toBe(
      'pass',
    );
    expect(combineBudgetResults([result('fail', 'warn'), result('inconclusive')])).toBe(
      'inconclusive',
    );
    expect(combineBudgetResults([result('inconclusive', 'warn'), result('fail')])).toBe('fail');
  });
});
