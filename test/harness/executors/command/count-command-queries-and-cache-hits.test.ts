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

test('does not count queries unless requested', async () => {
  const block = await measure({
    command: argvCommand(process.execPath, SQLITE, 'node:sqlite', 'run'),
  });
  expect(block.measurements).not.toHaveProperty('queries');
  expect(block.unavailable).not.toHaveProperty('queries');
});

test('gives no count of queries for a command without a known library', async () => {
  const { unavailable } = await measure({ command: nodeScriptCommand('0'), metrics: ['queries'] });
  expect(unavailable?.queries).toMatch(/^no known database library was loaded; only /);
});

test('reads cache hits from the file that the command finds in its environment', async () => {
  const write = `require('node:fs').appendFileSync(process.env.PERF_HARNESS_COUNTERS,
    JSON.stringify({ cache: { hits: 3, misses: 1 } }) + '\\n');`;
  const once = await measure({ command: nodeScriptCommand(write), cache });
  expect(once.measurements.cache_hit_rate).toBe(0.75);
  const twice = await measure({
    command: nodeScriptCommand(`${write} ${write.replace('hits: 3', 'hits: 1')}`),
    cache,
  });
  expect(twice.measurements.cache_hit_rate).toBe(4 / 6);
});

test('does not count again what an earlier run of the unit has written', async () => {
  const write = `require('node:fs').appendFileSync(process.env.PERF_HARNESS_COUNTERS,
    JSON.stringify({ cache: { hits: 1, misses: 3 } }))`;
  const unit = await open(
    { command: nodeScriptCommand(write), cache },
    AbortSignal.timeout(20_000),
  );
  for (const index of [0, 1]) {
    const { measurements } = await unit.measure({ index, durationMs: null });
    expect(measurements.cache_hit_rate).toBe(0.25);
  }
  await unit.close();
});

test('gives no hit rate for a command that writes no counters', async () => {
  const { unavailable } = await measure({ command: nodeScriptCommand('0'), cache });
  expect(unavailable?.cache_hit_rate).toBe(
    'the command did not write the PERF_HARNESS_COUNTERS file',
  );
});
