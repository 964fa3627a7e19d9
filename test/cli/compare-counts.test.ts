/**
 * What decides by counting: requests that a program sends, and hits of a cache, in real commits. Servers that ask
 * and counters of a cache are in compare-servers.proof.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compared, rowOf } from '../support/compared.ts';
import { type LiveProject, liveProject } from '../support/live-project.ts';
import { costs, scriptedProject } from '../support/scripted-project.ts';
import {
  CACHE_TOLD_BY,
  CACHING,
  CACHING_LESS,
  openUpstream,
  servedScenario,
  type Upstream,
} from '../support/served-scenarios.ts';

/** A warm-up and one pair. */
const ONE_PAIR = ['--time', '1ms'];

/** Two commits of a project, measured against each other. */
async function comparedCommits(
  project: LiveProject,
  changed: Readonly<Record<string, string>>,
  ...options: readonly string[]
) {
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('changed', changed);
  const { code, report } = await compared(project, [base, head, ...options, '--no-explain']);
  expect([report.base.commit, report.head.commit]).toEqual([base, head]);
  return { code, report };
}

const REGRESSED = { verdict: 'regressed', direction: 'worse', gated: true, confirmed: true };

describe('perf-harness compare, http_round_trips', () => {
  const COUNTED = ['--metric', 'http_round_trips'];
  const SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'prices', command: ['node', 'main.js'],
  regression: { http_round_trips: '0 %', wall_time: '95 %' },
});
`;
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await openUpstream();
  });
  afterAll(() => upstream.close());

  it('of a command: one request more is a regression, exactly', async () => {
    const project = liveProject({
      'src/ask.js': upstream.asking(2),
      'main.js': `import { ask } from './src/ask.js';\nawait ask();\n`,
      'scenarios/work.ts': SCENARIO,
    });
    const changed = { 'src/ask.js': upstream.asking(3) };
    const { code, report } = await comparedCommits(project, changed, ...COUNTED);
    expect(rowOf(report, 'http_round_trips')).toMatchObject({
      ...REGRESSED,
      ...{ base: 2, head: 3, ratio: 1.5, low: 1.5, high: 1.5 },
    });
    expect(code).toBe(1);
  });

  it('decides beside time, by the limit that the scenario sets', async () => {
    const costing = (requests: number) =>
      costs({ prices: { wall_time: 10, http_round_trips: requests } });
    const project = scriptedProject({ 'scenarios/work.ts': SCENARIO, ...costing(2) });
    const { code, report } = await comparedCommits(project, costing(3));
    expect(rowOf(report, 'http_round_trips')).toMatchObject(REGRESSED);
    expect(rowOf(report, 'wall_time')?.verdict).not.toBe('regressed');
    expect(code).toBe(1);
  });
});

describe('perf-harness compare, cache_hit_rate of a server', () => {
  const DECIDED = ['--metric', 'cache_hit_rate'];

  it('told by a header is measured of each side', async () => {
    const [[, asked]] = CACHE_TOLD_BY;
    const project = liveProject({
      'server.js': CACHING,
      'scenarios/work.ts': servedScenario(asked),
    });
    const changed = { 'server.js': CACHING_LESS };
    const { report } = await comparedCommits(project, changed, ...DECIDED, ...ONE_PAIR);
    const row = rowOf(report, 'cache_hit_rate');
    expect(row).toMatchObject({ gated: true, pairs: 1 });
    expect(row?.base).toBeGreaterThan(0.97);
    expect(row?.head).toBeGreaterThan(0.85);
    expect(row?.head).toBeLessThan(0.92);
  });

  it('decides: a cache that head has broken is a regression', async () => {
    const project = scriptedProject({
      'scenarios/work.ts': servedScenario({ settings: `cache: { header: 'x-cache' },` }),
      ...costs({ serve: { cache_hit_rate: 0.99 } }),
    });
    const changed = costs({ serve: { cache_hit_rate: 0.89 } });
    const { code, report } = await comparedCommits(project, changed, ...DECIDED);
    const row = rowOf(report, 'cache_hit_rate');
    expect(row).toMatchObject(REGRESSED);
    expect(row?.confirm_pairs).toBe(0);
    expect(code).toBe(1);
  });
});
