import { expect, it } from 'vitest';
import { readAllowedCores } from '../../../../harness/host/cpu-affinity.ts';
import { createFunctionUnits, fixtureScenario } from './measure-function-units.ts';

const { measureBlocks, lastPrinted } = createFunctionUnits();
const all = readAllowedCores(process.pid) ?? [];
const core = all.at(-1) ?? 0;
/** Core list as Linux prints it: `0-1`, or `0` where this process is pinned to one core. */
const allCores = all.length > 1 ? `${all[0]}-${core}` : `${core}`;

async function notesOf(name: string, options: { readonly core?: number } = { core }) {
  const scenario = fixtureScenario('threads.ts', name, { warmupMs: 20, measureMs: 60 });
  const blocks = await measureBlocks(scenario, { blocks: 3, durationMs: 5, ...options });
  return blocks.at(-1)?.notes;
}

it('holds the main thread to the core of the pair, and leaves those of Node.js alone', async () => {
  expect(await notesOf('tells its cores')).toMatchObject({ held_to_core: core });
  const [main, ...others] = lastPrinted().at(-1)?.split(' ') ?? [];
  expect(main).toBe(String(core));
  expect(others.length).toBeGreaterThan(3);
  expect(new Set(others)).toEqual(new Set([allCores]));
});

it('holds nothing where there is no core to hold to', async () => {
  expect(await notesOf('tells its cores', {})).not.toHaveProperty('held_to_core');
  expect(lastPrinted().at(-1)?.split(' ')[0]).toBe(allCores);
});

it.each([
  'tells its cores',
  'has a pool from its first call on',
  'has a helper from its set-up on',
])('says nothing more of one that %s', async (name) => {
  expect(await notesOf(name)).not.toHaveProperty('starts_more');
});

it.each(['starts threads', 'starts processes', 'waits for a process'])(
  'says of one that %s that they are held too',
  async (name) => {
    expect(await notesOf(name)).toMatchObject({ held_to_core: core, starts_more: true });
  },
);
