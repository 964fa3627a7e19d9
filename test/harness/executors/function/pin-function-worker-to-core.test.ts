import { expect, it } from 'vitest';
import { readAllowedCores } from '../../../../harness/host/cpu-affinity.ts';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

const { measureBlocks, lastPrinted } = createFunctionUnits();
const all = readAllowedCores(process.pid) ?? [];
const core = all.at(-1) ?? 0;
/** Core list as Linux prints it: `0-1`, or `0` where this process is pinned to one core. */
const allCores = all.length > 1 ? `${all[0]}-${core}` : `${core}`;

async function notesOf(name: string) {
  const scenario = fixtureScenario('threads.ts', name, { warmupMs: 20, measureMs: 60 });
  const blocks = await measureBlocks(scenario, { blocks: 3, durationMs: 5, core, warmup: true });
  return blocks.at(-1)?.notes;
}

it('pins the main thread to the core of the pair, and leaves the Node.js threads alone', async () => {
  const notes = await notesOf('tells its cores');
  expect(notes).toMatchObject({ held_to_core: core });
  expect(notes).not.toHaveProperty('starts_more');
  const [main, ...others] = lastPrinted().at(-1)?.split(' ') ?? [];
  expect(main).toBe(String(core));
  expect(others.length).toBeGreaterThan(3);
  expect(new Set(others)).toEqual(new Set([allCores]));
});

it.each(['has a pool from its first call on', 'has a helper from its set-up on'])(
  'adds no note for a function that %s',
  async (name) => {
    expect(await notesOf(name)).not.toHaveProperty('starts_more');
  },
);

it.each(['starts threads', 'starts processes', 'waits for a process'])(
  'notes for a function that %s that those are pinned too',
  async (name) => {
    expect(await notesOf(name)).toMatchObject({ held_to_core: core, starts_more: true });
  },
);
