/** Choice among several counts of a unit; the test writes the files of callgrind. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Calibration,
  planCountedCalls,
} from '../../../../harness/executors/instructions/plan-instruction-counted-calls.ts';
import {
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
