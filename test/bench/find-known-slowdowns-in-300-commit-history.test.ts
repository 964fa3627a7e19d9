import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HistoryReport, Trend } from '../../harness/model/documents/history-document.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const RUNS = join(import.meta.dirname, '../../bench/history-300/runs.jsonl.gz');

/** First slow commits, named by issues of the project: docs/history-evaluation.md. */
const SLOW_DOWNS = [
  ['tags', 'eeb7ac55'],
  ['brackets', '8a90b057'],
] as const;

describe('the history of 300 commits of marked', () => {
  let trends: readonly Trend[] = [];

  beforeAll(async () => {
    const cwd = createProject();
    const run = (...args: readonly string[]) =>
      runCommandInProcess(['history', ...args], { cwd, isLight: true });
    expect((await run('import', RUNS)).out).toBe('900 runs read, 900 of them new\n');
    const { out } = await run('trend', '--reporter', 'json');
    ({ trends } = JSON.parse(out) as HistoryReport);
  });

  it('has every commit once in each series', () => {
    for (const { points } of trends) {
      expect(new Set(points.map(({ commit }) => commit)).size).toBe(300);
    }
  });

  it.each(SLOW_DOWNS)('finds the known slowdown of "%s" with its commit %s', (scenario, slow) => {
    const found = ['wall_time', 'cpu_time'].map((metric) => {
      const trend = trends.find((trend) => trend.scenario === scenario && trend.metric === metric);
      const at = trend?.points.findIndex(({ commit }) => commit?.startsWith(slow)) ?? -1;
      expect(at).toBeGreaterThan(0);
      return trend?.changes.find(
        ({ direction, cause, low, high }) =>
          direction === 'worse' && cause === 'code' && low <= at && high >= at,
      );
    });
    for (const change of found) expect(change).toBeDefined();
  });
});
