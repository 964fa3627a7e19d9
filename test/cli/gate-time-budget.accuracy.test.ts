/** Time budget of a gate, compared with the time its pairs took by a real clock. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import {
  createJsonWorkloadRepository,
  jsonWorkModule,
  WORK_ROUNDS,
} from '../support/json-workload-repository.ts';
import { runCli } from '../support/run-cli.ts';

const BUDGET_MS = 6_000;
const NAMES = ['one', 'two', 'three'] as const;
/** Fewest pairs of the screen that allow a verdict. */
const FEWEST = 5;

/** Returns a scenario that sleeps, no longer on a busy machine, so enough pairs fit in time. */
function scenario(name: string): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: '${name}', command: ['sleep', '0.02'], regression: { wall_time: '0 %' },
});
`;
}

/** Gates three scenarios inconclusive at any number of pairs, as their limit is 0 %. */
async function gate(): Promise<GateReport> {
  const project = createJsonWorkloadRepository(scenario(NAMES[0]));
  project.commit('more scenarios', {
    'scenarios/two.js': scenario(NAMES[1]),
    'scenarios/three.js': scenario(NAMES[2]),
  });
  project.git('checkout', '--quiet', '-b', 'change');
  project.commit('change', { 'lib/work.js': `${jsonWorkModule(WORK_ROUNDS.before)}// a note\n` });
  const file = join(project.root, '.perf-harness/gate.json');
  const { code, err } = await runCli(
    [
      'gate',
      '--base',
      'main',
      '--budget-seconds',
      '6',
      '--no-explain',
      '--reporter',
      `json=${file}`,
    ],
    { cwd: project.root },
  );
  expect({ code, err }).toMatchObject({ code: expect.toBeOneOf([0, 1]) });
  return JSON.parse(readFileSync(file, 'utf8'));
}

it('exceeds its time by at most one pair of each scenario, and leaves no scenario out', async () => {
  const { comparison } = await gate();
  const heads = comparison?.runs.filter(({ side }) => side === 'b') ?? [];
  expect(heads.map(({ scenario }) => scenario).sort()).toEqual([...NAMES].sort());
  const spentMs = sum(heads.map(({ timings }) => timings.measure ?? 0));
  expect(spentMs).toBeLessThanOrEqual(BUDGET_MS + sum(heads.map(longestPairMs)));
  // A screen that ends early would meet any limit.
  expect(spentMs).toBeGreaterThan(BUDGET_MS / 2);
  for (const { scenario, trials } of heads) {
    const counted = trials.filter(({ warmup, stage }) => !warmup && stage === 'screen');
    expect(counted.length, scenario).toBeGreaterThanOrEqual(FEWEST);
  }
  // Everything the budget pays for is within these timings.
  const moments = comparison?.runs.flatMap(({ trials }) => trials) ?? [];
  const beganMs = Math.min(...moments.map(({ startedMs }) => startedMs));
  const endedMs = Math.max(...moments.map(({ startedMs, durationMs }) => startedMs + durationMs));
  expect(endedMs - beganMs).toBeLessThan(2 * BUDGET_MS);
}, 120_000);

/** Twice the longest unit, since both units of a pair may have been running. */
function longestPairMs({ trials }: RunRecord): number {
  return 2 * Math.max(...trials.map(({ durationMs }) => durationMs));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
