import { describe, expect, it } from 'vitest';
import {
  type Calibration,
  planCountedCalls,
  planStretchCalls,
} from '../../../../harness/executors/instructions/plan-instruction-counted-calls.ts';

const calibration: Calibration = {
  callBytes: 0,
  isSingle: false,
  climbs: 8_192,
  batches: 70,
  batchCalls: 128,
};

describe('plan of counted calls', () => {
  it('is the same for calibrations that differ only by clock noise', () => {
    const other = { ...calibration, batches: 60, climbs: 7_400 };
    expect(planCountedCalls(other)).toEqual(planCountedCalls(calibration));
  });

  it('counts calls of some six million instructions: many fast calls or one slow call', () => {
    const plan = planCountedCalls(calibration);
    expect(planStretchCalls(100_000, plan)).toBe(64);
    expect(planStretchCalls(90_000, plan)).toBe(128);
    expect(planStretchCalls(4, plan)).toBe(2 ** 21);
    expect(planStretchCalls(1e9, plan)).toBe(1);
  });

  it('ends stretches before the young generation is full', () => {
    const calls = planStretchCalls(1, planCountedCalls({ ...calibration, callBytes: 200_000 }));
    expect(2 * calls * 200_000).toBeLessThan(64e6);
    expect(4 * calls * 200_000).toBeGreaterThan(30e6);
    const huge = planCountedCalls({ ...calibration, callBytes: 1e9 });
    expect(huge).toMatchObject({ mostCalls: 1, probeCalls: 1 });
  });

  it('counts few calls when each is counted by itself', () => {
    const plan = planCountedCalls({ ...calibration, isSingle: true, batchCalls: 1 });
    expect(plan.mostCalls).toBe(16);
  });
});
