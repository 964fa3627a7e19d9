import { expect, test } from 'vitest';
import { checkBudgets } from '../../../harness/gate/judge-gate.ts';
import { judgeRecordBudget } from '../../../harness/gate/judge-metric-budget.ts';
import { parseBudget } from '../../../harness/gate/parse-metric-budget.ts';
import type { FieldMetric } from '../../../harness/model/field-metrics.ts';
import type { Budget } from '../../../harness/model/scenario/budget.ts';
import { runRecord } from '../../support/completed-run-record.ts';

const BUDGET = parseBudget('lcp', '< 2.5 s', 'error') as Budget;
const FAST = [1_000, 1_010, 1_020, 1_030, 1_040, 1_050];
const SLOW = FAST.map((value) => value + 2_000);

function record(lab: readonly number[], visits?: Partial<FieldMetric>) {
  const lcp = { p75: 2_000, low: 1_900, high: 2_100, confidence: 0.95, n: 400, ...visits };
  const field = { files: ['rum.jsonl'], page: '/', from: null, to: null, metrics: { lcp } };
  return runRecord({ lcp: lab }, { kind: 'page', ...(visits !== undefined && { field }) });
}

test.each([
  ['fail', 'pass', record(FAST, { p75: 3_000, low: 2_900, high: 3_100 })],
  ['pass', 'fail', record(SLOW, {})],
  ['inconclusive', 'pass', record(FAST, { p75: 2_450, low: 2_300, high: 2_600 })],
  ['inconclusive', 'pass', record(FAST, { p75: 2_000, low: null, high: null, n: 5 })],
])('decides %s by the field when the lab says %s, and reports both', (verdict, lab, run) => {
  const result = judgeRecordBudget(BUDGET, run);
  expect(result).toMatchObject({ verdict, source: 'field', lab: { verdict: lab } });
  expect(result.value).toBe(run.field?.metrics.lcp?.p75);
  expect(result.lab?.value).toBe(run.metrics.lcp?.center);
});

test('judges metrics that real users did not report by the lab', () => {
  const result = judgeRecordBudget(BUDGET, record(FAST));
  expect(result).toMatchObject({ verdict: 'pass' });
  expect(result).not.toHaveProperty('source');
});

test('judges the gate by the field too, with the number of visits', () => {
  const failing = record(FAST, { p75: 3_000, low: 2_900, high: 3_100 });
  const commands = { gateCommand: 'perf-harness gate', runCommand: 'perf-harness run' };
  expect(checkBudgets([BUDGET], failing, commands)[0]).toMatchObject({
    outcome: 'fail',
    trials: 400,
  });
});

test('fails a limit of a field-only metric when there is no field data', () => {
  const budget = parseBudget('inp', '<= 200 ms', 'error') as Budget;
  const inp = { p75: 150, low: 140, high: 160, confidence: 0.95, n: 400 };
  const field = { files: ['rum.jsonl'], page: '/', from: null, to: null, metrics: { inp } };
  const run = runRecord({ lcp: FAST }, { kind: 'page', field });
  expect(judgeRecordBudget(budget, run)).toMatchObject({ verdict: 'pass', lab: { value: null } });
  expect(judgeRecordBudget(budget, record(FAST))).toMatchObject({ verdict: 'fail', value: null });
});
