import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scenarioModule } from '../support/bad-input.ts';
import { runCommand } from '../support/command-line.ts';
import { project } from '../support/run-cli.ts';

const PROGRAM = fileURLToPath(new URL('../fixtures/http/bottlenecks.mjs', import.meta.url));

test('a run that the load generator has paced passes no budget, and ends with code 4', async () => {
  const cwd = project({
    'server.mjs': readFileSync(PROGRAM, 'utf8'),
    'scenarios/one.mjs': scenarioModule(
      `{ name: 'ping', server: { command: ['node', 'server.mjs', 'faster-than-any-client'], cwd: '..' }, http: { url: '/', connections: 100, duration: '200 ms', warmup: '50 ms' }, trials: 3, budgets: { 'latency.p95': '< 10 s', throughput: '>= 900 k/s' } }`,
    ),
  });
  const { code, out, err } = await runCommand(['run', '--reporter', 'json'], {
    cwd,
    isLight: true,
  });
  expect({ code, err }).toMatchObject({ code: 4 });
  const report = JSON.parse(out) as {
    readonly verdict: string;
    readonly runs: readonly {
      readonly state: string;
      readonly budgets: readonly { readonly verdict: string; readonly reason: string }[];
    }[];
  };
  expect(report.verdict).toBe('inconclusive');
  expect(report.runs[0]?.budgets).toHaveLength(2);
  for (const budget of report.runs[0]?.budgets ?? []) {
    expect(budget.verdict).toBe('inconclusive');
    expect(budget.reason).toMatch(/^The load generator was at its limit in [123] of 3 load runs/);
  }
});
