import { describe, expect, it } from 'vitest';
import { createUnits, PATIENCE_MS, work } from './count-units.ts';

const { measure, count } = createUnits();

describe('instructions of a function', { timeout: PATIENCE_MS }, () => {
  it('are the same for the same work, and grow with it', async () => {
    const [once, again] = await Promise.all([
      count(work('chain of 20,000')),
      count(work('chain of 20,000')),
    ]);
    const [slower, twice] = await Promise.all([
      count(work('chain of 20,100')),
      count(work('chain of 40,000')),
    ]);
    expect(Math.abs(again / once - 1)).toBeLessThan(0.0004);
    // Half a percent more rounds of a loop that does nothing else.
    expect(slower / once).toBeGreaterThan(1.0045);
    expect(slower / once).toBeLessThan(1.0055);
    expect(twice / once).toBeGreaterThan(1.99);
    expect(twice / once).toBeLessThan(2.01);
  });

  it('are counted with the calls that the first unit of the scenario settled on', async () => {
    const [one, other] = await Promise.all([
      measure(work('parse'), { seed: 3 }),
      measure(work('parse'), { seed: 4 }),
    ]);
    expect(one.notes?.calls).toBe(other.notes?.calls);
    const [first = 0, second = 0] = [one, other].map((block) => block.measurements.instructions);
    expect(first).toBeGreaterThan(1_000);
    expect(Math.abs(second / first - 1)).toBeLessThan(0.02);
  });

  it('are those of the bytecode handlers with jitless, and of so many calls as it says', async () => {
    const [compiled, interpreted] = await Promise.all([
      count(work('chain of 1,000')),
      measure(work('chain of 1,000', { instructions: { jitless: true, iterations: 40 } })),
    ]);
    expect(interpreted.notes).toMatchObject({ jitless: true, calls: 40 });
    expect((interpreted.measurements.instructions ?? 0) / compiled).toBeGreaterThan(3);
  });

  it('of an async function include its promises', async () => {
    const [inPromise, plain] = await Promise.all([
      count(work('async parse')),
      count(work('parse')),
    ]);
    const nothing = await count(work('await'));
    expect(nothing).toBeGreaterThan(100);
    expect(nothing).toBeLessThan(10_000);
    expect(inPromise - plain).toBeGreaterThan(100);
    expect(inPromise - plain).toBeLessThan(10_000);
  });

  it('leave out what hooks do around each call', async () => {
    const [hooked, plain] = await Promise.all([
      count(work('with hook')),
      count(work('chain of 1,000')),
    ]);
    // The hook does fifty times the work of the call.
    expect(hooked / plain).toBeLessThan(2);
  });
});

describe('where ptrace is not allowed', { timeout: PATIENCE_MS }, () => {
  const { count: countWithout } = createUnits({ mayTrace: false });

  it('counts the same', async () => {
    const [without, traced] = await Promise.all([
      countWithout(work('chain of 20,000')),
      count(work('chain of 20,000')),
    ]);
    expect(Math.abs(without / traced - 1)).toBeLessThan(0.0004);
  });
});
