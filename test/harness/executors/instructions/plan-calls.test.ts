import { describe, expect, it } from 'vitest';
import {
  type Calibration,
  planCalls,
} from '../../../../harness/executors/instructions/plan-calls.ts';

const calibration: Calibration = {
  callMs: 0.01,
  callBytes: 0,
  isSingle: false,
  climbs: 8_192,
  batches: 70,
  batchCalls: 128,
};

describe('the plan of counted calls', () => {
  it('is the same for calibrations that differ by what clocks differ by', () => {
    const other = { ...calibration, callMs: 0.0115, batches: 60, climbs: 7_400 };
    expect(planCalls(other, null)).toEqual(planCalls(calibration, null));
  });

  it('makes stretches of some milliseconds: many fast calls, one slow call', () => {
    expect(planCalls(calibration, null).calls).toBe(256);
    expect(planCalls({ ...calibration, callMs: 1e-6 }, null).calls).toBe(2 ** 22);
    expect(planCalls({ ...calibration, callMs: 900 }, null).calls).toBe(1);
  });

  it('ends stretches before the young generation is full', () => {
    const { calls } = planCalls({ ...calibration, callBytes: 200_000 }, null);
    expect(2 * calls * 200_000).toBeLessThan(64e6);
    expect(4 * calls * 200_000).toBeGreaterThan(30e6);
    expect(planCalls({ ...calibration, callBytes: 1e9 }, null).calls).toBe(1);
  });

  it('takes as many calls as the scenario insists on', () => {
    expect(planCalls(calibration, 1_000).calls).toBe(1_000);
  });

  it('counts few calls where each is counted by itself', () => {
    expect(planCalls({ ...calibration, isSingle: true, batchCalls: 1 }, null).calls).toBe(16);
  });
});
