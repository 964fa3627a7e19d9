/** Counts inside the command, and its reports about its cache. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { argvCommand, nodeScriptCommand, shellCommand } from '../../../support/command-scenario.ts';
import { createCommandUnits } from './command-executor-test-setup.ts';

const { measure, open } = createCommandUnits('command counts ');
const SQLITE = fileURLToPath(new URL('../../../fixtures/probe/query-sqlite.mjs', import.meta.url));
const cache = { hits: 'cache.hits', misses: 'cache.misses' };

test('sums the queries of all processes of a command', async () => {
  const run = `"${process.execPath}" "${SQLITE}"`;
  const text = `${run} node:sqlite run reused && ${run} better-sqlite3 transaction`;
  const { measurements } = await measure({ command: shellCommand(text), metrics: ['queries'] });
  expect(measurements.queries).toBe(1 + 3 + 3);
});

test('counts queries and outgoing requests together', async () => {
  const metrics = ['queries', 'http_round_trips'];
  const command = argvCommand(process.execPath, SQLITE, 'node:sqlite', 'run');
  expect((await measure({ command, metrics })).measurements).toMatchObject({
    queries: 1,
    http_round_trips: 0,
  });
});

test('gives no count of queries without a known library, and no hit rate without counters', async () => {
  const command = nodeScriptCommand('0');
  const { unavailable } = await measure({ command, metrics: ['queries'], cache });
  expect(unavailable?.queries).toMatch(/^no known database library was loaded; only /);
  expect(unavailable?.cache_hit_rate).toBe(
    'the command did not write the PERF_HARNESS_COUNTERS file',
  );
});

test('reads cache hits from the file that the command finds in its environment, those of one run only', async () => {
  const write = (hits: number): string => `require('node:fs').appendFileSync(
    process.env.PERF_HARNESS_COUNTERS, JSON.stringify({ cache: { hits: ${hits}, misses: 1 } }) + '\\n');`;
  const command = nodeScriptCommand(`${write(3)} ${write(1)}`);
  const unit = await open({ command, cache }, AbortSignal.timeout(20_000));
  for (const index of [0, 1]) {
    const { measurements } = await unit.measure({ index, durationMs: null });
    expect(measurements.cache_hit_rate).toBe(4 / 6);
  }
  await unit.close();
});
