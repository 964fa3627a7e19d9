/** Servers of live comparisons run on other cores than their load generator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createHttpExecutor } from '../../../../harness/executors/http/http-executor.ts';
import { separateGeneratorCores } from '../../../../harness/executors/http/pin-load-generator-to-own-core.ts';
import { readAllowedCores } from '../../../../harness/host/cpu-affinity.ts';
import { createHost } from '../../../../harness/host.ts';
import type { PlannedTrial } from '../../../../harness/model/executor.ts';
import type { HttpScenario } from '../../../../harness/model/scenario/scenario.ts';
import { fixtureServerSettings, httpScenario } from './http-executor-test-setup.ts';

const host = createHost();
/** For a busy machine. */
const PATIENT = { timeout: 60_000 };
const PLACE: PlannedTrial = {
  index: 0,
  warmup: false,
  side: 'a',
  pair: 0,
  slot: 0,
  seed: 7,
  stage: 'screen',
};

const all = readAllowedCores(process.pid) ?? [];
/** With a single core, nothing can be separated and nothing is moved. */
const canSeparate = all.length > 1;
const othersThanLast = canSeparate ? all.slice(0, -1) : all;

const executor = createHttpExecutor(host);
afterAll(() => executor.dispose?.());

/** Returns the unit's note that its server and its load had separate cores. */
async function isApart(scenario: HttpScenario): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'ph-cores-'));
  const { signal } = new AbortController();
  const unit = await executor.open({ scenario, trial: PLACE, folder, signal });
  try {
    return (await unit.measure({ index: 0, durationMs: 50 })).notes?.cores_apart;
  } finally {
    await unit.close();
    rmSync(folder, { recursive: true });
  }
}

test('gives the generator the last core and the server all others', async () => {
  // Two programs, and a shell with a child process.
  const [load, server] = ['load', 'server'].map(() =>
    host.processes.start({ file: 'sh', args: ['-c', 'sleep 60 & wait'] }),
  );
  if (load?.pid === undefined || server?.pid === undefined) throw new Error('sh does not start');
  try {
    await expect.poll(() => server.members().length, PATIENT).toBe(2);
    expect(await separateGeneratorCores(host, load.pid, server.members())).toBe(canSeparate);
    expect(readAllowedCores(load.pid)).toEqual(all.slice(-1));
    expect(server.members().map(readAllowedCores)).toEqual([othersThanLast, othersThanLast]);
    expect(readAllowedCores(process.pid)).toEqual(all);
  } finally {
    await Promise.all([load.stop(0), server.stop(0)]);
  }
});

test('keeps a server on the cores that its own command pins it to', async () => {
  const [first, last] = [all[0] ?? 0, all.at(-1) ?? 0];
  const start = (core: number) =>
    host.processes.start({ file: 'taskset', args: ['-c', String(core), 'sleep', '60'] });
  const [load, low, high] = [start(first), start(first), start(last)];
  const pidOf = ({ pid }: typeof load): number => pid ?? Number.NaN;
  try {
    await expect
      .poll(() => [load, low, high].map((program) => readAllowedCores(pidOf(program))), PATIENT)
      .toEqual([[first], [first], [last]]);
    expect(await separateGeneratorCores(host, load.pid, [pidOf(low)])).toBe(canSeparate);
    expect([load, low].map((program) => readAllowedCores(pidOf(program)))).toEqual([
      [last],
      [first],
    ]);
    // This server is limited to the very core that the load generator would get.
    expect(await separateGeneratorCores(host, load.pid, [pidOf(high)])).toBe(false);
    expect([load, high].map((program) => readAllowedCores(pidOf(program)))).toEqual([all, [last]]);
  } finally {
    await Promise.all([load, low, high].map((program) => program.stop(0)));
  }
});

test('separates nothing when there is no server of its own', async () => {
  const before = readAllowedCores(process.pid);
  expect(await separateGeneratorCores(host, process.pid, [])).toBe(false);
  expect(readAllowedCores(process.pid)).toEqual(before);
  expect(await separateGeneratorCores(host, undefined, [process.pid])).toBe(false);
});

test('separates units of live comparisons, unless the scenario says otherwise', async () => {
  const scenario = httpScenario(fixtureServerSettings('at-once'), { warmupMs: 0 });
  expect(await isApart(scenario)).toBe(canSeparate);
  expect(await isApart({ ...scenario, cores: 'shared' })).toBe(false);
});
