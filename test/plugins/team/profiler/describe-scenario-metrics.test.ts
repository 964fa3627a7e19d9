/** Resource figures of scenarios, in addition to the places where their time goes. */
import { expect, test } from 'vitest';
import type { Report } from '../../../../index.ts';
import { describeScenarioMetrics } from '../../../../plugins/team/profiler/collect-profile-findings.ts';
import { runRecord } from '../../../support/completed-run-record.ts';

const reportOf = (...runs: Report['runs']): Report => ({
  schema: 'perf-harness/report@1',
  runs,
  rankings: [],
  findings: [],
  verdict: 'pass',
});

test('TPP-04: reports the duration of a program, and its peak memory', () => {
  const program = runRecord(
    { wall_time: [230, 240, 250], memory_peak: [190e6, 191e6, 192e6] },
    { scenario: 'cli', kind: 'command' },
  );
  expect(describeScenarioMetrics(reportOf(program))).toEqual([
    'cli: 240.0 ms from start to end',
    'cli: 191 MB peak memory',
  ]);
});

test('TPP-03: reports the answers of a server, and memory that it retains', () => {
  const leaking = runRecord(
    { throughput: [400, 420, 440], memory_growth: [9e6, 9e6, 9e6] },
    { scenario: 'orders', kind: 'http' },
  );
  const steady = runRecord(
    { throughput: [50, 50, 50], memory_growth: [9e5, 9e5, 9e5] },
    {
      scenario: 'users',
      kind: 'http',
    },
  );
  expect(describeScenarioMetrics(reportOf(leaking, steady))).toEqual([
    'orders: 420 responses per second',
    'orders: 9.00 MB more memory in use at the end than at the start: possible leak',
    'users: 50 responses per second',
  ]);
});

test('TPP-03: reports garbage collection when it takes a noticeable part', () => {
  const churning = (gc: number) =>
    runRecord({ wall_time: [10, 10, 10], gc_time: [gc, gc, gc] }, { scenario: 'churn' });
  expect(describeScenarioMetrics(reportOf(churning(2)))).toContain(
    'churn: 20.0 % of the time spent in garbage collection',
  );
  expect(describeScenarioMetrics(reportOf(churning(0.4)))).toEqual([
    'churn: 100 operations per second',
  ]);
});

test('TPP-04: reports the throughput of a library, and its allocations per operation', () => {
  const churn = runRecord(
    { wall_time: [2, 2, 2], allocated: [2e6, 2e6, 2e6] },
    { scenario: 'churn' },
  );
  expect(describeScenarioMetrics(reportOf(churn))).toEqual([
    'churn: 500 operations per second',
    'churn: 2.00 MB allocated per operation',
  ]);
});
