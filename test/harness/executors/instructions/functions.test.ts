/** Real counts under valgrind; functions.proof.test.ts holds more of them against each other. */
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { createUnits, PATIENCE_MS, work } from './count-units.ts';

/** How vgdb was called, which tells a worker to start counting. */
const traced: (readonly string[])[] = [];
const untraced: (readonly string[])[] = [];
const { measure } = createUnits({ host: hostThatNotes(traced) });
const { measure: measureUntraced } = createUnits({
  host: hostThatNotes(untraced),
  mayTrace: false,
});
/** Has vgdb wait, where it would wake the worker through ptrace. */
const WAITING = '--max-invoke-ms=0';
const ROUNDS = 20_000;

function hostThatNotes(calls: (readonly string[])[]) {
  const host = createHost();
  const exec: typeof host.processes.exec = (options) => {
    if (options.file.endsWith('vgdb')) calls.push(options.args ?? []);
    return host.processes.exec(options);
  };
  return { ...host, processes: { ...host.processes, exec } };
}

// One unit a test: each takes some seconds under valgrind.
describe('instructions of a function', { timeout: PATIENCE_MS }, () => {
  it('are those of its compiled work, counted from a request through ptrace on', async () => {
    const { measurements, notes } = await measure(work('chain', { params: { rounds: ROUNDS } }));
    const perRound = (measurements.instructions ?? 0) / ROUNDS;
    // Some 70; the interpreter takes 540.
    expect(perRound).toBeGreaterThan(4);
    expect(perRound).toBeLessThan(270);
    expect(notes?.calls).toBeGreaterThanOrEqual(1);
    expect(traced[0]).toContain('instrumentation');
    expect(traced[0]).not.toContain(WAITING);
  });

  it('with jitless, and where ptrace is not allowed, are those of an async function and its promises: of so many calls as it says, without what hooks do around each', async () => {
    const settings = { jitless: true, iterations: 10 };
    const nothing = await measureUntraced(work('await with hook', { instructions: settings }));
    expect(nothing.notes).toMatchObject({ jitless: true, calls: 10 });
    // The hook alone does a hundred times as much.
    expect(nothing.measurements.instructions).toBeGreaterThan(100);
    expect(nothing.measurements.instructions).toBeLessThan(30_000);
    expect(untraced).toHaveLength(1);
    expect(untraced[0]).toContain(WAITING);
  });
});
