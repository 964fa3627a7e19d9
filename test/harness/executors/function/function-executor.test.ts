import * as hdr from 'hdr-histogram-js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../../../../harness/model/trial.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

const { open, measure, measureBlocks, lastPrinted } = createFunctionUnits();
const FILE = 'measured.ts';
/** For units of which only the output or the return value matters. */
const SHORT = { measureMs: 10, warmupMs: 10 };

const measured = new Map<string, Promise<Block>>();

/** A block of that function, which tests share; its warm-up outlasts a stall of the machine if fast. */
function blockOf(name: string): Promise<Block> {
  const warmupMs = name === 'add' ? 500 : 20;
  const block = measured.get(name) ?? measure(fixtureScenario(FILE, name, { warmupMs }));
  measured.set(name, block);
  return block;
}

/** The block of `add`, measured by a harness that is larger than the process of the function. */
beforeAll(async () => {
  // On Linux, child processes inherit the peak memory of their parent.
  const ballast = Buffer.alloc(400_000_000, 1);
  await blockOf('add');
  expect(ballast.length).toBe(400_000_000);
});

describe('block of a function', () => {
  it('reports every metric of the executor, or why it is unavailable', async () => {
    for (const name of ['add', 'await null', 'sleep 5']) {
      const { measurements, unavailable } = await blockOf(name);
      const known = [...Object.keys(measurements), ...Object.keys(unavailable ?? {})];
      expect(known.sort()).toEqual([...listKindMetrics('function').own].sort());
      for (const value of Object.values(measurements)) expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it('calls fast functions in batches, and slow functions one by one, without memory of the harness', async () => {
    const fast = await blockOf('add');
    expect(fast.notes?.calls_per_batch).toBeGreaterThan(100);
    expect(fast.notes).toMatchObject({ consumed_as: 'number', is_steady: expect.any(Boolean) });
    expect(fast.notes).not.toHaveProperty('holds_more');
    expect(fast.notes).not.toHaveProperty('held_to_core');
    expect(fast.measurements.memory_peak).toBeLessThan(300_000_000);
    expect(fast.operations % Number(fast.notes?.calls_per_batch)).toBe(0);
    const slow = await blockOf('ten ms');
    expect(slow.notes).toMatchObject({ calls_per_batch: 1, is_timer_limited: false });
    expect(slow.operations).toBeLessThanOrEqual(10);
  });

  it('measures a call that takes longer than the whole trial once', async () => {
    const block = await measure(fixtureScenario(FILE, 'very slow', SHORT));
    expect(block.operations).toBe(1);
    expect(block.measurements.wall_time).toBeGreaterThan(59);
    expect(lastPrinted()).toEqual(['called', 'called']);
  });

  it('batches a function that was slow in its first call only', async () => {
    // A warm-up that outlasts a stall of the machine.
    const block = await measure(fixtureScenario(FILE, 'slow once', { warmupMs: 500 }));
    expect(block.notes?.calls_per_batch).toBeGreaterThan(100);
    expect(block.measurements.wall_time).toBeLessThan(1);
  });

  it('keeps the times of operations in a histogram of picoseconds', async () => {
    const { histogram = '', measurements, notes } = await blockOf('ten ms');
    const decoded = hdr.decodeFromCompressedBase64(histogram);
    expect(notes?.histogram_unit).toBe('picoseconds');
    expect(decoded.totalCount).toBe(notes?.batches);
    // The median of a few batches may be any of them on a busy machine.
    const [least, most] = [decoded.minNonZeroValue / 1e9, decoded.maxValue / 1e9];
    expect(least).toBeGreaterThan(9);
    expect(measurements.wall_time).toBeGreaterThanOrEqual(least * 0.99);
    expect(measurements.wall_time).toBeLessThanOrEqual(most * 1.01);
  });

  it('lasts as requested, warms up only before the first, and notes its method once for each unit', async () => {
    const scenario = fixtureScenario(FILE, 'add', { measureMs: 60_000, warmupMs: 500 });
    const blocks = await measureBlocks(scenario, { blocks: 4, durationMs: 20 });
    for (const block of blocks) expect(block.durationMs).toBeLessThan(30_000);
    const pauses = blocks.slice(1).map(({ stretch }, index) => {
      const before = blocks[index]?.stretch;
      return (stretch?.fromMs ?? 0) - (before?.toMs ?? 0);
    });
    const warmupMs = Number(blocks.at(-1)?.notes?.warmup_ms);
    // Time of the batches alone.
    expect(warmupMs).toBeGreaterThan(50);
    // Other programs may lengthen single pauses.
    expect(Math.min(...pauses)).toBeLessThan(warmupMs / 2);
    const told = blocks.filter(({ notes }) => notes?.calls_per_batch !== undefined);
    expect(told).toEqual(blocks.slice(-1));
    const { histogram = '' } = blocks.at(-1) ?? {};
    const { totalCount } = hdr.decodeFromCompressedBase64(histogram);
    // The histogram covers all blocks.
    expect(totalCount).toBe(told[0]?.notes?.batches);
    expect(totalCount).toBeGreaterThan(4);
  });

  it('reports a function that becomes slower from block to block', async () => {
    const scenario = fixtureScenario(FILE, 'slower and slower', { warmupMs: 20 });
    const blocks = await measureBlocks(scenario, { blocks: 21, durationMs: 5 });
    expect(blocks.at(-1)?.notes?.drift).toBeGreaterThan(1.1);
  });

  it('has no CPU time for calls that are too short, however slow the first was', async () => {
    const scenario = fixtureScenario(FILE, 'slow once, with hooks', { warmupMs: 30 });
    // Long enough for the median call of the first block, which decides, to be free of stalls.
    for (const { measurements, unavailable } of await measureBlocks(scenario, {
      blocks: 2,
      durationMs: 80,
    })) {
      expect(measurements).not.toHaveProperty('cpu_time');
      expect(unavailable?.cpu_time).toContain('too short');
    }
  });

  it('has no event loop delay in alternating turns, which are too short for it', async () => {
    const scenario = fixtureScenario(FILE, 'block the loop', { warmupMs: 10 });
    for (const { measurements, unavailable } of await measureBlocks(scenario, {
      blocks: 3,
      durationMs: 70,
    })) {
      expect(measurements).not.toHaveProperty(['event_loop_delay.p99']);
      expect(unavailable?.['event_loop_delay.p99']).toContain('rounds');
    }
  });
});

describe('async functions', () => {
  it('are recognised by what they return, thenables included', async () => {
    const isAsync = async (name: string) => (await blockOf(name)).notes?.is_async;
    expect(await isAsync('add')).toBe(false);
    expect(await isAsync('await null')).toBe(true);
    expect(await isAsync('sleep 5')).toBe(true);
    expect(await isAsync('thenable')).toBe(true);
  });

  it('are awaited, so that waiting counts as time but not as CPU time', async () => {
    const { measurements } = await blockOf('sleep 5');
    expect(measurements.wall_time).toBeGreaterThan(4.5);
    expect(measurements.cpu_time).toBeLessThan((measurements.wall_time ?? 0) / 2);
  });

  it('have an event loop delay when they yield to the loop', async () => {
    // About 30 calls: if the machine stalls, a shorter block ends before a timer fires.
    const scenario = fixtureScenario(FILE, 'block the loop', { measureMs: 1000, warmupMs: 20 });
    const { measurements } = await measure(scenario);
    expect(measurements['event_loop_delay.p99']).toBeGreaterThan(15);
    const never = await blockOf('await null');
    expect(never.unavailable?.['event_loop_delay.p99']).toMatch(
      /without yielding to the event loop/,
    );
    const sync = await blockOf('add');
    expect(sync.unavailable?.['event_loop_delay.p99']).toMatch(/synchronous/);
  });
});

describe('hooks', () => {
  it('run in order: setup once, beforeEach before each call, teardown once; short calls are noted', async () => {
    // Enough time for three calls even if the machine stalls between two of them.
    const scenario = fixtureScenario(FILE, 'hooks', {
      params: { size: 7 },
      warmupMs: 10,
      measureMs: 500,
    });
    const block = await measure(scenario);
    expect(lastPrinted()).toEqual([
      'setup 7',
      'beforeEach 0 7',
      'run 0',
      'beforeEach 1 7',
      'run 1',
      'beforeEach 2 7',
      'run 2',
      'teardown true 7',
    ]);
    expect(block.notes).toMatchObject({ timed_singly: true, calls_per_batch: 1 });
    // Its calls are too short for the clock, which is reported.
    expect(block.notes?.is_timer_limited).toBe(true);
    expect(block.unavailable?.cpu_time).toMatch(/too short for the CPU clock/);
  });

  it('are not measured', async () => {
    const { measurements, operations, durationMs } = await measure(
      fixtureScenario(FILE, 'slow beforeEach', SHORT),
    );
    // Ten milliseconds each.
    expect(measurements.wall_time).toBeLessThan(5);
    expect(durationMs / operations).toBeLessThan(5);
  });

  it('keep their garbage out of the measurement', async () => {
    const clean = await measure(
      fixtureScenario(FILE, 'wasteful beforeEach', { warmupMs: 20, measureMs: 40 }),
    );
    expect(clean.measurements.gc_count).toBeLessThan(0.05);
    expect(clean.measurements.gc_time).toBeLessThan(0.01);
    expect(clean.unavailable?.['event_loop_delay.p99']).toMatch(/hooks run between the calls/);
    const wasteful = await measure(
      fixtureScenario(FILE, 'wasteful run', { warmupMs: 20, measureMs: 40 }),
    );
    expect(wasteful.measurements.gc_count).toBeGreaterThan(0.1);
    expect(wasteful.measurements.gc_time).toBeGreaterThan(0.05);
  });

  it('run teardown even when it was not requested before closing', async () => {
    const unit = await open(fixtureScenario(FILE, 'hooks', { params: { size: 1 } }));
    await unit.close();
    expect(lastPrinted()).toEqual(['setup 1', 'teardown false 1']);
  });
});

describe('process of a unit', () => {
  it('has the seeds of the trial, and the flags and environment of the scenario', async () => {
    const env = { FLAVOUR: 'plum' };
    const nodeArgs = ['--stack-trace-limit=30'];
    await measure(fixtureScenario(FILE, 'random', { env, nodeArgs, ...SHORT }), { seed: 5 });
    const [printed] = lastPrinted();
    expect(printed).toMatch(/--random-seed=5 --stack-trace-limit=30 --import=\S+ plum$/);
    expect(printed).toContain('--hash-seed=5');
  });

  it('may print and send anything', async () => {
    const block = await measure(fixtureScenario(FILE, 'printing', { warmupMs: 20 }));
    expect(block.measurements.wall_time).toBeGreaterThan(0.9);
    // Two pipes are read in any order, and only the end of the output is stored.
    expect(lastPrinted()).not.toEqual([]);
    for (const line of lastPrinted()) expect(line).toMatch(/^(x+|y)$/);
  });

  it('is measured with clocks that its code cannot replace', async () => {
    const block = await measure(fixtureScenario(FILE, 'fake clock', SHORT));
    expect(block.measurements.wall_time).toBeGreaterThan(0);
  });
});
