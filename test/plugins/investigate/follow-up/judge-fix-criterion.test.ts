import { describe, expect, test } from 'vitest';
import { presetBudgets } from '../../../../harness/gate/parse-metric-budget.ts';
import {
  createPresetBasis,
  judgeCriterion,
  type TrackedLevel,
} from '../../../../plugins/investigate/follow-up/fix-success-criteria.ts';

const NONE = { count: 0, errors: 0, p50: null, p95: null, p99: null, low_n: true };
const LEVEL: TrackedLevel = { name: '', before: NONE, during: NONE, isAffected: true, cells: [] };
const incidentExit = createPresetBasis({
  name: 'incident-exit',
  budgets: presetBudgets('incident-exit', ['latency.p95', 'error_rate']),
});

describe('exit criteria of an incident', () => {
  test.each([
    [249.9, 'pass'],
    [250, 'pass below target'],
    [299, 'pass below target'],
    [300, 'fail'],
  ])('INV-36: judge a p95 of %d ms as %s', (value, outcome) => {
    const criterion = incidentExit.p95(LEVEL);
    expect(criterion).toEqual({ limit: 300, aim: 250 });
    expect(judgeCriterion(value, criterion ?? { limit: 0, aim: null })).toBe(outcome);
  });

  test.each([
    [0.0004, 'pass'],
    [0.0005, 'pass below target'],
    [0.001, 'fail'],
  ])('INV-36: judge a share of errors of %d as %s', (value, outcome) => {
    const criterion = incidentExit.errors(LEVEL);
    expect(judgeCriterion(value, criterion ?? { limit: 0, aim: null })).toBe(outcome);
  });

  test('pass what is below the limit without a target', () => {
    expect(judgeCriterion(299, { limit: 300, aim: null })).toBe('pass');
    expect(judgeCriterion(Number.NaN, { limit: 300, aim: null })).toBe('fail');
  });
});
