/** Real functions of a suite in one process per side. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SharedProcesses, Unit } from '../../../../harness/model/executor.ts';
import type { FunctionScenario } from '../../../../harness/model/scenario/scenario.ts';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

const { executor, folder, open: openUnit } = createFunctionUnits();
let told = 0;

/** Creates shared processes, and a file in which functions log their calls. */
function share() {
  told += 1;
  const file = join(folder, `told-${told}`);
  const shared = executor.createSharedProcesses?.();
  if (shared === undefined) throw new Error('functions share nothing');
  const lines = (): readonly string[] => readFileSync(file, 'utf8').trim().split('\n');
  return { shared, file, lines };
}

function open(
  shared: SharedProcesses<FunctionScenario>,
  name: string,
  file: string,
  {
    changes = {},
    ...place
  }: { side?: 'a' | 'b'; warmup?: boolean; changes?: Partial<FunctionScenario> } = {},
): Promise<Unit> {
  const settings = { warmupMs: 5, measureMs: 5, params: { file }, ...changes };
  const scenario = fixtureScenario('in-one-process.ts', name, settings);
  return openUnit(scenario, { shared, pair: 0, ...place });
}

async function measureOne(unit: Unit) {
  const block = await unit.measure({ index: 0, durationMs: null });
  await unit.finish?.();
  await unit.close();
  return block;
}

const pidOf = (line: string | undefined): string => line?.split(' ').at(-1) ?? '';

test('runs functions of a side in one process, each with its own setup and teardown', async () => {
  const { shared, file, lines } = share();
  for (const name of ['adds', 'sorts']) {
    const { measurements, unavailable } = await measureOne(await open(shared, name, file));
    expect(measurements.wall_time).toBeGreaterThan(0);
    // Memory of a shared process cannot be attributed to this function.
    expect(measurements.memory_peak).toBeUndefined();
    expect(unavailable?.memory_peak).toBe('the functions of the suite share one process');
  }
  await measureOne(await open(shared, 'adds', file, { side: 'b' }));
  await shared.close();
  const whats = lines().map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(whats).toEqual([
    'adds setup',
    'adds teardown',
    'sorts setup',
    'sorts teardown',
    'adds setup',
    'adds teardown',
  ]);
  const pids = lines().map(pidOf);
  expect(new Set(pids.slice(0, 4)).size).toBe(1);
  expect(pids.at(-1)).not.toBe(pids[0]);
});

test('runs functions with other flags or variables in another process', async () => {
  const { shared, file, lines } = share();
  await measureOne(await open(shared, 'adds', file));
  await measureOne(await open(shared, 'sorts', file, { changes: { env: { MODE: 'other' } } }));
  await measureOne(await open(shared, 'adds', file, { changes: { nodeArgs: ['--no-opt'] } }));
  await shared.close();
  const setups = lines().filter((line) => line.includes('setup'));
  expect(new Set(setups.map(pidOf)).size).toBe(3);
});

test('fails only the function that throws, and measures the next in the same process', async () => {
  const { shared, file, lines } = share();
  const unit = await open(shared, 'throws', file);
  await expect(unit.measure({ index: 0, durationMs: null })).rejects.toMatchObject({
    failure: { reason: 'threw', message: 'run threw RangeError: no such price' },
  });
  await unit.close();
  await measureOne(await open(shared, 'adds', file));
  await shared.close();
  expect(new Set(lines().map(pidOf)).size).toBe(1);
});

test('reports a function that ends the process, also to the next function, and leaves nothing running', async () => {
  const { shared, file, lines } = share();
  const unit = await open(shared, 'exits', file);
  await expect(unit.measure({ index: 0, durationMs: null })).rejects.toMatchObject({
    failure: {
      reason: 'exited',
      message: 'the process exited with code 7 during measurement',
    },
  });
  await unit.close();
  await expect(open(shared, 'adds', file)).rejects.toMatchObject({ failure: { reason: 'exited' } });
  await shared.close();
  expect(() => process.kill(Number(pidOf(lines()[0])), 0)).toThrow('ESRCH');
});

test('notes in the first pair which function affects its whole process, and only that function', async () => {
  const { shared, file } = share();
  const notesOf = async (name: string) => {
    const unit = await open(shared, name, file, { warmup: true });
    const block = await unit.measure({ index: 0, durationMs: null });
    const read = await unit.readFinalValues?.();
    await unit.close();
    return { ...block.notes, ...read?.notes };
  };
  const harm = { changes_globals: true, much_memory: true };
  for (const name of ['adds', 'patches', 'keeps much', 'sorts']) {
    const { changes_globals, much_memory } = { ...(await notesOf(name)) } as Partial<typeof harm>;
    expect({ name, changes_globals, much_memory }).toEqual({
      name,
      changes_globals: name === 'patches' ? true : undefined,
      much_memory: name === 'keeps much' ? true : undefined,
    });
  }
  await shared.close();
});
