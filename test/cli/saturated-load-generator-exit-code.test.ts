import { expect, test } from 'vitest';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors } from '../support/scripted-executors.ts';

test('passes no budget and exits with code 4 when the load generator set the pace', async () => {
  const cwd = createProject({
    'scenarios/one.mjs': scenarioModule(
      `{ name: 'ping', server: { command: ['node', 'server.mjs'] }, http: { url: '/', connections: 100 }, trials: 3, budgets: { 'latency.p95': '< 10 s', throughput: '>= 900 k/s' } }`,
    ),
  });
  const saturated = createScriptedExecutors(() => ({
    measurements: { 'latency.p50': 2, 'latency.p95': 5, throughput: 20_000, error_rate: 0 },
    notes: { model: 'closed', generator_utilization: 0.99, generator_saturated: true },
  }));
  const { code, out, err } = await runCommandInProcess(['run', '--reporter', 'json'], {
    cwd,
    executors: saturated,
  });
  expect({ code, err }).toMatchObject({ code: 4 });
  const report = JSON.parse(out) as Report;
  expect(report.verdict).toBe('inconclusive');
  expect(report.runs[0]?.budgets).toHaveLength(2);
  for (const budget of report.runs[0]?.budgets ?? []) {
    expect(budget.verdict).toBe('inconclusive');
    expect(budget.reason).toMatch(/^The load generator was at its limit in 3 of 3 load runs/);
  }
});
