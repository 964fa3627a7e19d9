/** Servers of live comparisons have other cores than what loads them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHttpExecutor } from '../../../../harness/executors/http/executor.ts';
import { separateCores } from '../../../../harness/executors/http/separate-cores.ts';
import { coresOf } from '../../../../harness/host/cores.ts';
import { createHost } from '../../../../harness/host.ts';
import type { PlannedTrial } from '../../../../harness/model/executor.ts';
import type { HttpScenario } from '../../../../harness/model/scenario.ts';
import { fixtureServer, httpScenario } from './http-scenario.ts';

const host = createHost();
const PLACE = { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 7 } as const;

/** Whether the unit says that its server and its load had cores of their own. */
async function isApart(scenario: HttpScenario, trial: PlannedTrial): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'ph-cores-'));
  const signal = AbortSignal.timeout(scenario.timeoutMs);
  const unit = await createHttpExecutor(host).open({ scenario, trial, folder, signal });
  try {
    return (await unit.measure({ index: 0, durationMs: 50 })).notes?.cores_apart;
  } finally {
    await unit.close();
    rmSync(folder, { recursive: true });
  }
}

test('the generator gets the last core, the server all others', async () => {
  const all = coresOf(process.pid) ?? [];
  // Two programs and a shell with a child of its own.
  const [load, server] = ['load', 'server'].map(() =>
    host.processes.start({ file: 'sh', args: ['-c', 'sleep 60 & wait'] }),
  );
  if (load?.pid === undefined || server?.pid === undefined) throw new Error('sh does not start');
  try {
    await expect.poll(() => server.members().length).toBe(2);
    expect(await separateCores(host, load.pid, server.members())).toBe(true);
    expect(coresOf(load.pid)).toEqual(all.slice(-1));
    expect(server.members().map(coresOf)).toEqual([all.slice(0, -1), all.slice(0, -1)]);
    expect(coresOf(process.pid)).toEqual(all);
  } finally {
    await Promise.all([load.stop(0), server.stop(0)]);
  }
});

test('nothing is held apart where there is no server of ours', async () => {
  expect(await separateCores(host, process.pid, [])).toBe(false);
  expect(await separateCores(host, undefined, [process.pid])).toBe(false);
});

test('units of live comparisons are held apart, unless the scenario says otherwise', async () => {
  const scenario = httpScenario(fixtureServer('at-once'), { warmupMs: 0 });
  const live = { ...PLACE, stage: 'screen' } as const;
  expect(await isApart(scenario, live)).toBe(true);
  expect(await isApart(scenario, PLACE)).toBe(false);
  expect(await isApart({ ...scenario, cores: 'shared' }, live)).toBe(false);
});
