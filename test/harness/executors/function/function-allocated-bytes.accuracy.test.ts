import { describe, expect, it } from 'vitest';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

const { measure, measureBlocks } = createFunctionUnits();
const FILE = 'measured.ts';

/**
 * Objects of V8 without pointer compression, as Node.js is built: an array is 32 bytes and its
 * elements 16 and 8 for each; an object literal is 24 and 8 for each property.
 */
const arrayBytes = (length: number): number => 32 + 16 + 8 * length;

async function allocated(name: string, length = 0): Promise<number> {
  const scenario = fixtureScenario(FILE, name, {
    params: { length },
    measureMs: 60,
    warmupMs: 200,
  });
  return (await measure(scenario)).measurements.allocated ?? Number.NaN;
}

describe('allocated metric', () => {
  // Large arrays fill the pages of V8's young generation badly, or exceed them.
  it.each([20, 100, 1_000, 10_000, 15_000, 100_000, 300_000])(
    'measures an array of %d numbers within 2 percent of its size',
    async (length) => {
      const ratio = (await allocated('array', length)) / arrayBytes(length);
      expect(ratio).toBeGreaterThan(0.98);
      expect(ratio).toBeLessThan(1.02);
    },
  );

  it('repeats within 0.5 % over five runs', async () => {
    const runs: number[] = [];
    for (let run = 0; run < 5; run += 1) runs.push(await allocated('array', 1_000));
    expect(Math.max(...runs) / Math.min(...runs)).toBeLessThan(1.005);
  });

  it('is exact for small objects, and zero for functions that allocate nothing', async () => {
    expect(await allocated('object')).toBeCloseTo(24 + 8 * 2, 0);
    expect(await allocated('empty')).toBeLessThan(0.1);
  });

  it('spreads what a few calls allocate over all of them', async () => {
    // An array grows by half of its length and 16; over all calls that is 24 bytes a call or more.
    const bytes = await allocated('growing');
    expect(bytes).toBeGreaterThan(12);
    expect(bytes).toBeLessThan(60);
  });

  it('spreads such allocations over all blocks of a unit whose last block is short', async () => {
    const scenario = fixtureScenario(FILE, 'growing', {
      params: { length: 0 },
      measureMs: 60,
      warmupMs: 200,
    });
    const blocks = await measureBlocks(scenario, { blocks: 21, durationMs: 5 });
    const bytes = blocks.at(-1)?.measurements.allocated ?? Number.NaN;
    expect(bytes).toBeGreaterThan(12);
    expect(bytes).toBeLessThan(60);
    expect(blocks.filter(({ measurements }) => 'allocated' in measurements)).toHaveLength(1);
  });

  it('is read around calls that are too slow to repeat', async () => {
    const ratio = (await allocated('slow array')) / arrayBytes(50_000);
    expect(ratio).toBeGreaterThan(0.98);
    expect(ratio).toBeLessThan(1.1);
  });
});

describe('measured time', () => {
  it('is 10 ms for 10 ms of CPU, and no less on the clock', async () => {
    const scenario = fixtureScenario(FILE, 'ten ms of CPU', { measureMs: 300 });
    const { measurements } = await measure(scenario);
    expect(measurements.cpu_time).toBeGreaterThan(9.9);
    // The kernel may account for a whole tick after a switch, and the loop sees it only then.
    expect(measurements.cpu_time).toBeLessThan(14);
    expect(measurements.wall_time).toBeGreaterThan(9.5);
  });

  it('is far below the clock resolution for an empty function', async () => {
    const { measurements, notes } = await measure(
      fixtureScenario(FILE, 'empty', { measureMs: 100, warmupMs: 500 }),
    );
    expect(measurements.wall_time).toBeLessThan(5e-6);
    expect(notes).toMatchObject({ is_timer_limited: false, consumed_as: 'nothing' });
  });
});
