/** Real counts under valgrind, most of them compared to four digits. */
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  COUNTING_TIMEOUT_MS,
  createInstructionUnits,
  WAITING,
  withVgdbArguments,
  workScenario,
} from './instruction-executor-test-setup.ts';

const { host, requests } = withVgdbArguments(createHost());
const { count, measure } = createInstructionUnits({ host });

describe('instructions of a function', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('cover its compiled work, from a request through ptrace on', async () => {
    const { measurements, notes } = await measure(workScenario('chain of 20,000'));
    const perRound = (measurements.instructions ?? 0) / 20_000;
    // Some 70; the interpreter takes 540.
    expect(perRound).toBeGreaterThan(4);
    expect(perRound).toBeLessThan(270);
    expect(notes?.calls).toBeGreaterThanOrEqual(1);
    expect(requests[0]).toContain('instrumentation');
    expect(requests[0]).not.toContain(WAITING);
  });
});

describe('instructions of the same work of a function, to four digits', {
  timeout: COUNTING_TIMEOUT_MS,
}, () => {
  it('are the same for the same work, and grow with it', async () => {
    const [once, again] = await Promise.all([
      count(workScenario('chain of 20,000')),
      count(workScenario('chain of 20,000')),
    ]);
    const [slower, twice] = await Promise.all([
      count(workScenario('chain of 20,100')),
      count(workScenario('chain of 40,000')),
    ]);
    expect(Math.abs(again / once - 1)).toBeLessThan(0.0004);
    // Half a percent more iterations of an otherwise empty loop.
    expect(slower / once).toBeGreaterThan(1.0045);
    expect(slower / once).toBeLessThan(1.0055);
    expect(twice / once).toBeGreaterThan(1.99);
    expect(twice / once).toBeLessThan(2.01);
  });

  it('include the promises of an async function', async () => {
    const [inPromise, plain] = await Promise.all([
      count(workScenario('async parse')),
      count(workScenario('parse')),
    ]);
    const nothing = await count(workScenario('await'));
    expect(nothing).toBeGreaterThan(100);
    expect(nothing).toBeLessThan(10_000);
    expect(inPromise - plain).toBeGreaterThan(100);
    expect(inPromise - plain).toBeLessThan(10_000);
  });
});

describe('instruction counts without ptrace', { timeout: COUNTING_TIMEOUT_MS }, () => {
  const { count: countWithout, measure: measureWithout } = createInstructionUnits({
    mayTrace: false,
  });

  it('include an async function and its promises with jitless, for the requested calls without hooks', async () => {
    const settings = { jitless: true, iterations: 10 };
    const nothing = await measureWithout(
      workScenario('await with hook', { instructions: settings }),
    );
    expect(nothing.notes).toMatchObject({ jitless: true, calls: 10 });
    // The hook alone executes a hundred times as many instructions.
    expect(nothing.measurements.instructions).toBeGreaterThan(100);
    expect(nothing.measurements.instructions).toBeLessThan(30_000);
  });

  it('equal those with ptrace', async () => {
    const [without, traced] = await Promise.all([
      countWithout(workScenario('chain of 20,000')),
      count(workScenario('chain of 20,000')),
    ]);
    expect(Math.abs(without / traced - 1)).toBeLessThan(0.0004);
  });
});
