/** Stalls of two kinds, and the pool of another library than in the quick tests, under real load. */
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bottleneck } from '../../../../harness/checks/bottleneck.ts';
import type { HttpScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { CompletedTrial } from '../../../../harness/model/trial.ts';
import { trialPosition } from '../../../support/run-measurement-validity-check.ts';
import { sharedMariadb } from '../../../support/shared-databases.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
} from '../http/http-executor-test-setup.ts';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/http/bottlenecks.mjs', import.meta.url));
afterAll(closeUnits);

function scenarioOf(
  which: string,
  changes: Partial<HttpScenario>,
  env: Readonly<Record<string, string>> = {},
): HttpScenario {
  const server = fixtureServerSettings('', {
    command: { type: 'argv', argv: [process.execPath, PROGRAM, which] },
    env,
  });
  return httpScenario(server, { warmupMs: 50, durationMs: 1_400, ...changes });
}

test('distinguishes stalls of a computing server from stalls of a server in a blocking call', async () => {
  const load = { type: 'open', rate: 100, maxConnections: 300 } as const;
  const block = await measureBlock(scenarioOf('computes-then-blocks', { load }));
  const { stalls = [], timeline } = block.serverSide ?? {};
  const long = stalls.filter(({ lengthMs }) => lengthMs >= 350);
  // It computes for 400 ms of CPU time, however long the machine stalls meanwhile.
  expect(long.some(({ cpuMs }) => cpuMs >= 350)).toBe(true);
  expect(long.some(({ cpuMs, lengthMs }) => cpuMs < lengthMs / 2)).toBe(true);
  expect(Math.max(...long.map(({ answers }) => answers))).toBeGreaterThan(0);
  expect(timeline?.answers.length).toBeGreaterThan(8);
});

test('names size and waits of an exhausted pool of two mysql2 connections', async () => {
  const metrics = ['pool_wait.p50', 'pool_wait.p95', 'pool_waiting', 'query_time.p50'];
  const load = { type: 'closed', connections: 10 } as const;
  const env = { MARIADB_SOCKET: await sharedMariadb() };
  const scenario = scenarioOf('mysql-pool-of-two', { load, metrics }, env);
  const block = await measureBlock(scenario);
  const trial: CompletedTrial = {
    ...trialPosition(1),
    state: 'completed',
    measurements: block.measurements,
    unavailable: {},
    blocks: [block],
  };
  const input = { scenario, trials: [trial], measured: [trial], metrics: {}, unavailable: {} };
  const finding = bottleneck.check(input).find(({ id }) => id === 'pool-exhausted');
  expect(finding?.message).toContain(
    'the mysql2 pool found all 2 connections in use (2 at once, up to 8 waiting)',
  );
  expect(block.measurements['pool_wait.p50']).toBeGreaterThan(50);
  expect(block.measurements['query_time.p50']).toBeGreaterThan(19);
  expect(block.serverSide?.pools).toHaveLength(1);
});
