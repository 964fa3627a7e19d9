/** Real counts under valgrind; functions.proof.test.ts holds more of them against each other. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../../../../harness/model/trial.ts';
import { createUnits, PATIENCE_MS, work } from './count-units.ts';

const { measure } = createUnits();
const { count: countWithoutTrace } = createUnits({ mayTrace: false });
const ROUNDS = 20_000;
let block: Block;
/** Instructions of a call. */
let compiled: number;

// One unit a test and one here: each takes some seconds under valgrind.
beforeAll(async () => {
  block = await measure(work('chain', { params: { rounds: ROUNDS } }), { seed: 3 });
  compiled = block.measurements.instructions ?? 0;
}, PATIENCE_MS);

describe('instructions of a function', { timeout: PATIENCE_MS }, () => {
  it('grow by as much as the work, with the calls that the first unit settled on', async () => {
    const more = work('chain', { params: { rounds: ROUNDS + 100 } });
    const { measurements, notes } = await measure(more, { seed: 4 });
    // Half a percent more rounds of a loop that does nothing else.
    expect((measurements.instructions ?? 0) / compiled).toBeGreaterThan(1.0045);
    expect((measurements.instructions ?? 0) / compiled).toBeLessThan(1.0055);
    expect(block.notes?.calls).toBeGreaterThanOrEqual(1);
    expect(notes?.calls).toBe(block.notes?.calls);
  });

  it('are those of the bytecode handlers with jitless, of so many calls as it says and without what hooks do around each', async () => {
    const settings = { jitless: true, iterations: 10 };
    const interpreted = await measure(work('with hook', { instructions: settings }));
    expect(interpreted.notes).toMatchObject({ jitless: true, calls: 10 });
    const ratio = (interpreted.measurements.instructions ?? 0) / (compiled / (ROUNDS / 1_000));
    expect(ratio).toBeGreaterThan(3);
    // The hook does fifty times the work of the call.
    expect(ratio).toBeLessThan(30);
  });

  it('of an async function include its promises and nothing else, where ptrace is not allowed too', async () => {
    const nothing = await countWithoutTrace(work('await'));
    expect(nothing).toBeGreaterThan(100);
    expect(nothing).toBeLessThan(10_000);
  });
});
