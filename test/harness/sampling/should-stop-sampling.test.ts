import { describe, expect, test } from 'vitest';
import type { Sampling } from '../../../harness/model/scenario/scenario.ts';
import { shouldStopSampling } from '../../../harness/sampling/should-stop-sampling.ts';
import { createDraws } from '../../support/random-draws.ts';
import { SAMPLING, simulateStoppingRule } from './simulate-stopping-rule.ts';

const decide = (
  sample: readonly number[],
  elapsedMs = 0,
  changes: Partial<Sampling> = {},
  trials = sample.length,
) => shouldStopSampling(sample, { trials, elapsedMs }, { ...SAMPLING, ...changes });

describe('the stopping rule', () => {
  const equal = (n: number) => Array<number>(n).fill(5);
  const spread = (n: number) => Array.from({ length: n }, (_, index) => 1 + (index % 7));

  test('stops when the interval is narrow enough, from six trials on', () => {
    expect(decide(equal(5))).toEqual({ stop: false });
    expect(decide(equal(6))).toEqual({ stop: true, reason: 'precise' });
  });

  test('stops at its limits although no trial has the metric', () => {
    expect(decide([], 0, {}, 5)).toEqual({ stop: false });
    expect(decide([], 0, {}, 30)).toEqual({ stop: true, reason: 'max-trials' });
    expect(decide([], 30_000, {}, 5)).toEqual({ stop: true, reason: 'time' });
    expect(decide([], 30_000, {}, 4)).toEqual({ stop: false });
  });

  test('stops when half the interval is exactly the precision, and not above it', () => {
    const wide = (half: number) => [100 - half, 100, 100, 100, 100, 100 + half];
    expect(decide(wide(2))).toEqual({ stop: true, reason: 'precise' });
    expect(decide(wide(2.001))).toEqual({ stop: false });
  });

  test('stops at the maximum number of trials, whatever the interval', () => {
    expect(decide(spread(29))).toEqual({ stop: false });
    expect(decide(spread(30))).toEqual({ stop: true, reason: 'max-trials' });
    expect(decide(equal(3), 0, { minTrials: 3, maxTrials: 3 })).toEqual({
      stop: true,
      reason: 'max-trials',
    });
  });

  test('stops when the time is over, but not before the minimum number of trials', () => {
    expect(decide(spread(4), 30_000)).toEqual({ stop: false });
    expect(decide(spread(5), 29_999)).toEqual({ stop: false });
    expect(decide(spread(5), 30_000)).toEqual({ stop: true, reason: 'time' });
  });

  test('gives precise as the reason when both precision and time are reached', () => {
    expect(decide(equal(6), 60_000)).toEqual({ stop: true, reason: 'precise' });
  });

  test('never stops before the requested minimum number of trials', () => {
    expect(decide(equal(9), 60_000, { minTrials: 10 })).toEqual({ stop: false });
    expect(decide([])).toEqual({ stop: false });
  });

  test('is not misled by a metric around 0', () => {
    expect(decide([-1, 1, -1, 1, -1, 1, -1, 1])).toEqual({ stop: false });
    expect(decide(Array<number>(8).fill(0))).toEqual({ stop: true, reason: 'precise' });
  });
});

test('takes 6 trials at 1 % noise, some 18 at 3 % and the limit at 10 %, with checks after each', () => {
  const { normal } = createDraws(20);
  const of = (deviation: number) => simulateStoppingRule(normal, deviation, SAMPLING, 60);
  expect(of(0.01)).toMatchObject({ medianTrials: 6 });
  const { medianTrials, coverage } = of(0.03);
  expect(medianTrials).toBeGreaterThanOrEqual(12);
  expect(medianTrials).toBeLessThanOrEqual(24);
  // Truly 93.5 % or more; three standard errors of 60 runs below that.
  expect(coverage).toBeGreaterThan(0.84);
  expect(of(0.1)).toMatchObject({ medianTrials: 30 });
});
