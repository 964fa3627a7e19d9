/**
 * Verdicts by counts (requests that a program sends, cache hits) in real commits. The tests of the
 * executors cover the counting, and compare-servers.proof covers both together.
 */
import { describe, expect, it } from 'vitest';
import type { LiveProject } from '../support/live-comparison-project.ts';
import { costsFile, createScriptedProject } from '../support/project-with-scripted-measurements.ts';
import { findComparison, runCompareOnProject } from '../support/run-compare-on-project.ts';
import { serverScenarioFile } from '../support/sample-servers-and-load-scenarios.ts';

/** Two commits of a project, measured against each other. */
async function comparedCommits(
  project: LiveProject,
  changed: Readonly<Record<string, string>>,
  ...options: readonly string[]
) {
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('changed', changed);
  const { code, report } = await runCompareOnProject(project, [
    base,
    head,
    ...options,
    '--no-explain',
  ]);
  expect([report.base.commit, report.head.commit]).toEqual([base, head]);
  return { code, report };
}

const REGRESSED = { verdict: 'regressed', direction: 'worse', gated: true, confirmed: true };

describe('perf-harness compare', () => {
  it('decides by one extra request, exactly, next to time and by the limit of the scenario', async () => {
    const costing = (requests: number) =>
      costsFile({ prices: { wall_time: 10, http_round_trips: requests } });
    const project = createScriptedProject({
      'scenarios/work.ts': `export default {
  name: 'prices', command: ['node', 'main.js'],
  regression: { http_round_trips: '0 %', wall_time: '95 %' },
};
`,
      ...costing(2),
    });
    const { code, report } = await comparedCommits(project, costing(3));
    expect(findComparison(report, 'http_round_trips')).toMatchObject({
      ...REGRESSED,
      base: 2,
      head: 3,
      ratio: 1.5,
      low: 1.5,
      high: 1.5,
    });
    expect(findComparison(report, 'wall_time')?.verdict).not.toBe('regressed');
    expect(code).toBe(1);
  });

  it("finds a regression in a server's cache that the head has broken", async () => {
    const project = createScriptedProject({
      'scenarios/work.ts': serverScenarioFile({ settings: `cache: { header: 'x-cache' },` }),
      ...costsFile({ serve: { cache_hit_rate: 0.99 } }),
    });
    const changed = costsFile({ serve: { cache_hit_rate: 0.89 } });
    const { code, report } = await comparedCommits(project, changed, '--metric', 'cache_hit_rate');
    const row = findComparison(report, 'cache_hit_rate');
    expect(row).toMatchObject(REGRESSED);
    expect(row?.confirm_pairs).toBe(0);
    expect(code).toBe(1);
  });
});
