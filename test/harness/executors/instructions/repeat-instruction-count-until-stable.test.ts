import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Calibration,
  planCountedCalls,
  planStretchCalls,
} from '../../../../harness/executors/instructions/plan-instruction-counted-calls.ts';
import {
  computeInstructionsPerCall,
  createStableCounter,
  type ScenarioCountingPlan,
} from '../../../../harness/executors/instructions/repeat-instruction-count-until-stable.ts';
import { createHost } from '../../../../harness/host.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const CALL = 1_000_000;
/** Instructions of marks and settling, in addition to the calls. */
const OVERHEAD = 150;
const calibration: Calibration = {
  callBytes: 0,
  isSingle: false,
  climbs: 0,
  batches: 1,
  batchCalls: 1,
};

/** Creates a unit whose successive stretches have these additional instructions, then none. */
function scripted(
  more: readonly number[],
  known: ScenarioCountingPlan = { plan: planCountedCalls(calibration), calls: null },
) {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  folders.push(folder);
  let dumps = 0;
  let stretches = 0;
  const dump = (sum: number): void => {
    dumps += 1;
    writeFileSync(join(folder, `counts.${dumps}`), `summary: ${sum}\n`);
  };
  const call = async (_: string, stretch: { readonly calls: number }): Promise<void> => {
    for (const calls of [stretch.calls, 2 * stretch.calls]) {
      dump(12_345);
      dump(OVERHEAD + calls * CALL + (more[stretches] ?? 0));
      stretches += 1;
    }
  };
  const count = createStableCounter(
    { host: createHost(), folder, signal: new AbortController().signal, call: call as never },
    known,
  );
  return { count, stretches: () => stretches };
}

describe('the instructions of a call', () => {
  it.each([
    ['nothing', []],
    ['a task that fell into the shorter stretch of the first count', [0, 0, 36_000]],
    ['one in the longer stretch of the second', [0, 0, 0, 0, 0, 3_000]],
    ['one in the last', [0, 0, 0, 0, 0, 0, 0, 36_000]],
  ])('include none of %s', async (_, more) => {
    const counted = await scripted(more).count();
    expect(counted).toMatchObject({ type: 'counted', perCall: CALL, isSettled: true, stretch: 8 });
  });

  it('use as many calls in a later unit as the first settled on, though its calls take more', async () => {
    const known: ScenarioCountingPlan = { plan: planCountedCalls(calibration), calls: null };
    await scripted([], known).count();
    const later = scripted([0, CALL], known);
    expect(await later.count()).toMatchObject({ stretch: 8 });
    expect(known.calls).toBe(8);
  });

  it('are the middle count when all counts differ', async () => {
    const counted = await scripted([0, 0, 0, 800, 0, 8_000, 0, 80]).count();
    expect(counted).toMatchObject({ perCall: CALL + 100 });
  });

  it('are counted again when the calls were not alike, at most four times', async () => {
    const once = scripted([0, 0, 4 * CALL]);
    await expect(once.count()).resolves.toMatchObject({
      isSettled: true,
      rounds: 2,
      perCall: CALL,
    });
    const ever = scripted([0, 0, ...Array.from({ length: 40 }, (_, index) => CALL * (index % 2))]);
    await expect(ever.count()).resolves.toMatchObject({ isSettled: false, rounds: 4 });
    // The probe, then four times both stretches, and no more once it is known that they differ.
    expect(ever.stretches()).toBe(2 + 8);
  });
});

const plan = { calls: 10, isSingle: false };

describe('instructions of a call', () => {
  it('are the difference of the stretches, without what both have in common', () => {
    expect(computeInstructionsPerCall([5_000, 1_300, 900, 2_300], plan)).toMatchObject({
      type: 'counted',
      perCall: 100,
      calls: 30,
    });
  });

  it.each([
    [1_000_000, 2_000_000, true],
    [1_000_000, 2_019_000, true],
    [1_000_000, 2_021_000, false],
    [1_000_000, 8_000_000, false],
  ])('are settled for stretches of %d and %d: %s', (shorter, longer, isSettled) => {
    expect(computeInstructionsPerCall([0, shorter, 0, longer], plan)).toMatchObject({ isSettled });
  });

  it('are the mean of individually counted calls without the cost of the markers', () => {
    const singles = { ...plan, calls: 2, isSingle: true };
    const sums = [9, 1_050, 9, 1_150, 9, 50, 9, 51, 9, 50];
    expect(computeInstructionsPerCall(sums, singles)).toMatchObject({ perCall: 1_050, calls: 2 });
  });

  it.each([
    ['no marks', [], /function names to valgrind/, false],
    ['more marks than were set', [1, 2, 3, 4, 5], /os\.getPriority/, false],
    ['a longer stretch that took less', [1, 20, 1, 10], /vary too much/, true],
  ])('are unknown with %s', (_case, sums, reason, mayPass) => {
    expect(computeInstructionsPerCall(sums, plan)).toEqual({
      type: 'unknown',
      reason: expect.stringMatching(reason),
      mayPass,
    });
  });
});

describe('plan of counted calls', () => {
  const fastCalls = { ...calibration, climbs: 8_192, batches: 70, batchCalls: 128 };

  it('is the same for calibrations that differ only by clock noise', () => {
    const other = { ...fastCalls, batches: 60, climbs: 7_400 };
    expect(planCountedCalls(other)).toEqual(planCountedCalls(fastCalls));
  });

  it('counts calls of some six million instructions: many fast calls or one slow call', () => {
    const plan = planCountedCalls(fastCalls);
    expect(planStretchCalls(100_000, plan)).toBe(64);
    expect(planStretchCalls(90_000, plan)).toBe(128);
    expect(planStretchCalls(4, plan)).toBe(2 ** 21);
    expect(planStretchCalls(1e9, plan)).toBe(1);
  });

  it('ends stretches before the young generation is full', () => {
    const calls = planStretchCalls(1, planCountedCalls({ ...fastCalls, callBytes: 200_000 }));
    expect(2 * calls * 200_000).toBeLessThan(64e6);
    expect(4 * calls * 200_000).toBeGreaterThan(30e6);
    const huge = planCountedCalls({ ...fastCalls, callBytes: 1e9 });
    expect(huge).toMatchObject({ mostCalls: 1, probeCalls: 1 });
  });

  it('counts few calls when each is counted by itself', () => {
    const plan = planCountedCalls({ ...calibration, isSingle: true, batchCalls: 1 });
    expect(plan.mostCalls).toBe(16);
  });
});
