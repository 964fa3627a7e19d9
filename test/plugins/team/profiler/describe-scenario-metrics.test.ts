/** Resource figures of scenarios, in addition to the places where their time goes. */
import { expect, it, test } from 'vitest';
import { type Report, run } from '../../../../index.ts';
import { describeScenarioMetrics } from '../../../../plugins/team/profiler/describe-scenario-metrics.ts';
import { runRecord } from '../../../support/completed-run-record.ts';
import { isolateMeasurementLock } from '../../../support/isolate-measurement-lock.ts';
import { createProject } from '../../../support/run-cli.ts';

isolateMeasurementLock();

/** The number in front of some words. */
function figure(texts: readonly string[], words: string): number {
  const text = texts.find((text) => text.endsWith(words)) ?? '';
  return Number(/: (\S+) /u.exec(text.replace(words, ' '))?.[1]);
}

it('TPP-04: reports the duration of a program that sleeps at its start, and its peak memory', async () => {
  const root = createProject({
    'perf-harness.config.yaml': 'trials: { min: 3, max: 3 }\n',
    'cli.js': `const held = Buffer.alloc(150_000_000, 1);
setTimeout(() => process.stdout.write(String(held.length)), 200);
`,
  });
  const texts = describeScenarioMetrics(
    await run({ cwd: root, command: [process.execPath, 'cli.js'], quick: true }),
  );
  expect(figure(texts, ' ms from start to end')).toBeGreaterThanOrEqual(200);
  expect(figure(texts, ' MB peak memory')).toBeGreaterThan(150);
});

it('TPP-04: reports the throughput of a library, and its allocations per operation', async () => {
  const root = createProject({
    'perf-harness.config.yaml': 'trials: { min: 3, max: 3 }\n',
    'scenarios/churn.js': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'churn',
  duration: '50 ms',
  warmup: '10 ms',
  run: () => Array.from({ length: 50_000 }, (_, at) => ({ at })).length,
});
`,
  });
  const texts = describeScenarioMetrics(await run({ cwd: root, quick: true }));
  expect(figure(texts, ' operations per second')).toBeGreaterThan(0);
  expect(figure(texts, ' MB allocated per operation')).toBeGreaterThan(1);
});

const reportOf = (...runs: Report['runs']): Report => ({
  schema: 'perf-harness/report@1',
  runs,
  rankings: [],
  findings: [],
  verdict: 'pass',
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
