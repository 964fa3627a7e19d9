import { describe, expect, test } from 'vitest';
import {
  findRateCeiling,
  planNextLoadRate,
  type RateOutcome,
} from '../../../harness/capacity/plan-next-load-rate.ts';

const LIMITS = { start: 50, lowest: 6.7, highest: 100_000 };

/** Parses loads such as `50 kept`, in order. */
function loads(...texts: readonly string[]): readonly RateOutcome[] {
  return texts.map((text) => {
    const [rate, outcome] = text.split(' ');
    return { stage: 'ramp', rate: Number(rate), outcome: outcome as RateOutcome['outcome'] };
  });
}

describe('next load rate', () => {
  test('rises in factors of four while every rate is kept, and falls while none is', () => {
    const rate = (...texts: readonly string[]) => planNextLoadRate(loads(...texts), LIMITS);
    expect(rate()).toMatchObject({ stage: 'ramp', rate: 50 });
    expect(rate('50 kept')).toMatchObject({ stage: 'ramp', rate: 200 });
    expect(rate('50 kept', '200 kept')).toMatchObject({ stage: 'ramp', rate: 800 });
    expect(rate('50 broken')).toMatchObject({ stage: 'ramp', rate: 12.5 });
    expect(rate('50 broken', '12.5 broken')).toMatchObject({ stage: 'ramp', rate: 6.7 });
    expect(rate('50 broken', '12.5 broken', '6.7 broken')).toEqual({ type: 'none-kept' });
  });

  test('lies between the rates that were kept and broken', () => {
    const plan = planNextLoadRate(loads('50 kept', '200 broken'), LIMITS);
    if (plan.type !== 'load') throw new Error(plan.type);
    expect(plan.stage).toBe('search');
    expect(plan.rate).toBeGreaterThan(50);
    expect(plan.rate).toBeLessThan(200);
  });

  test('repeats a void rate once, then goes below it', () => {
    expect(planNextLoadRate(loads('50 kept', '200 void'), LIMITS)).toMatchObject({ rate: 200 });
    const twice = loads('50 kept', '200 void', '200 void');
    expect(planNextLoadRate(twice, LIMITS)).toMatchObject({ type: 'load', rate: 100 });
    expect(findRateCeiling(twice)).toBe(200);
  });

  test('is not bounded by a void rate below a higher rate with a valid result', () => {
    const mixed = loads('50 kept', '240 broken', '210 void', '210 void');
    expect(findRateCeiling(mixed)).toBeNull();
    expect(planNextLoadRate(mixed, LIMITS).type).toBe('load');
  });

  test('is inconclusive when no rate could be sent', () => {
    const all = ['50', '12.5', '6.7'].flatMap((rate) => [`${rate} void`, `${rate} void`]);
    expect(planNextLoadRate(loads(...all), LIMITS)).toEqual({ type: 'undecided' });
  });
});
