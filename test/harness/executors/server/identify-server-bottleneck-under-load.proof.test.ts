/** Stalls of two kinds, and the pool of another library than in the quick tests, under real load. */
import { afterAll, expect, test } from 'vitest';
import { sharedMariadb } from '../../../support/shared-databases.ts';
import { closeUnits } from '../http/http-executor-test-setup.ts';
import { findingWith, measureBottleneck } from './bottleneck-server-measurement.ts';

afterAll(closeUnits);

const durationMs = 1_400;

test('distinguishes stalls of a computing server from stalls of a server in a blocking call', async () => {
  const load = { type: 'open', rate: 100, maxConnections: 300 } as const;
  const { block } = await measureBottleneck('computes-then-blocks', { load, durationMs });
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
  const changes = { load, metrics, durationMs };
  const measured = await measureBottleneck('mysql-pool-of-two', changes, env);
  const { block } = measured;
  expect(findingWith(measured, 'pool-exhausted').message).toContain(
    'the mysql2 pool found all 2 connections in use (2 at once, up to 8 waiting)',
  );
  expect(block.measurements['pool_wait.p50']).toBeGreaterThan(50);
  expect(block.measurements['query_time.p50']).toBeGreaterThan(19);
  expect(block.serverSide?.pools).toHaveLength(1);
});
