/** Real counts under valgrind; count-function-instructions.proof.test.ts compares more counts. */
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  COUNTING_TIMEOUT_MS,
  createInstructionUnits,
  workScenario,
} from './instruction-executor-test-setup.ts';

/** Arguments of calls of vgdb, which signals a worker to start counting. */
const traced: (readonly string[])[] = [];
const { measure } = createInstructionUnits({ host: hostThatNotes(traced) });
/** Makes vgdb wait, instead of waking the worker through ptrace. */
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

describe('instructions of a function', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('cover its compiled work, from a request through ptrace on', async () => {
    const { measurements, notes } = await measure(
      workScenario('chain', { params: { rounds: ROUNDS } }),
    );
    const perRound = (measurements.instructions ?? 0) / ROUNDS;
    // Some 70; the interpreter takes 540.
    expect(perRound).toBeGreaterThan(4);
    expect(perRound).toBeLessThan(270);
    expect(notes?.calls).toBeGreaterThanOrEqual(1);
    expect(traced[0]).toContain('instrumentation');
    expect(traced[0]).not.toContain(WAITING);
  });
});
