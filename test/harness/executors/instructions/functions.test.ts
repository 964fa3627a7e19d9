/** Real counts under valgrind; functions.proof.test.ts holds more of them against each other. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../../../../harness/model/trial.ts';
import { createUnits, PATIENCE_MS, work } from './count-units.ts';

const { measure } = createUnits();
const { measure: measureUntraced } = createUnits({ mayTrace: false });
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

  it('with jitless, and where ptrace is not allowed, are those of an async function and its promises: of so many calls as it says, without what hooks do around each', async () => {
    const settings = { jitless: true, iterations: 10 };
    const nothing = await measureUntraced(work('await with hook', { instructions: settings }));
    expect(nothing.notes).toMatchObject({ jitless: true, calls: 10 });
    // The hook alone does a hundred times as much.
    expect(nothing.measurements.instructions).toBeGreaterThan(100);
    expect(nothing.measurements.instructions).toBeLessThan(30_000);
  });
});
