import { describe, expect, test } from 'vitest';
import type { Sampling } from '../../../harness/model/scenario/scenario.ts';
import { shouldStop } from '../../../harness/sampling/should-stop.ts';
import { medianInterval } from '../../../harness/stats/median-interval.ts';
import { median } from '../../../harness/stats/quantile.ts';
import { CONFIDENCE } from '../../../harness/stats/summarize.ts';
import { type Draw, draws } from '../../support/draws.ts';

const SAMPLING: Sampling = {
  minTrials: 5,
  maxTrials: 30,
  precision: 0.02,
  maxTimeMs: 30_000,
  warmupTrials: 1,
};

const decide = (
  sample: readonly number[],
  elapsedMs = 0,
  changes: Partial<Sampling> = {},
  trials = sample.length,
) => shouldStop(sample, { trials, elapsedMs }, { ...SAMPLING, ...changes });

describe('sampling stops', () => {
  const equal = (n: number) => Array<number>(n).fill(5);
  const spread = (n: number) => Array.from({ length: n }, (_, index) => 1 + (index % 7));

  test('when the interval is narrow enough, from six trials on', () => {
    expect(decide(equal(5))).toEqual({ stop: false });
    expect(decide(equal(6))).toEqual({ stop: true, reason: 'precise' });
  });

  test('at its limits although no trial has the metric', () => {
    expect(decide([], 0, {}, 5)).toEqual({ stop: false });
    expect(decide([], 0, {}, 30)).toEqual({ stop: true, reason: 'max-trials' });
    expect(decide([], 30_000, {}, 5)).toEqual({ stop: true, reason: 'time' });
    expect(decide([], 30_000, {}, 4)).toEqual({ stop: false });
  });

  test('when half the interval is exactly the precision, and not above it', () => {
    const wide = (half: number) => [100 - half, 100, 100, 100, 100, 100 + half];
    expect(decide(wide(2))).toEqual({ stop: true, reason: 'precise' });
    expect(decide(wide(2.001))).toEqual({ stop: false });
  });

  test('at the most trials, whatever the interval', () => {
    expect(decide(spread(29))).toEqual({ stop: false });
    expect(decide(spread(30))).toEqual({ stop: true, reason: 'max-trials' });
    expect(decide(equal(3), 0, { minTrials: 3, maxTrials: 3 })).toEqual({
      stop: true,
      reason: 'max-trials',
    });
  });

  test('when the time is over, but not before the fewest trials', () => {
    expect(decide(spread(4), 30_000)).toEqual({ stop: false });
    expect(decide(spread(5), 29_999)).toEqual({ stop: false });
    expect(decide(spread(5), 30_000)).toEqual({ stop: true, reason: 'time' });
  });

  test('says precise when both that and the time hold', () => {
    expect(decide(equal(6), 60_000)).toEqual({ stop: true, reason: 'precise' });
  });

  test('never before the fewest trials that were asked for', () => {
    expect(decide(equal(9), 60_000, { minTrials: 10 })).toEqual({ stop: false });
    expect(decide([])).toEqual({ stop: false });
  });

  test('is not misled by a metric around 0', () => {
    expect(decide([-1, 1, -1, 1, -1, 1, -1, 1])).toEqual({ stop: false });
    expect(decide(Array<number>(8).fill(0))).toEqual({ stop: true, reason: 'precise' });
  });
});

interface Simulated {
  readonly coverage: number;
  readonly medianTrials: number;
}

/** Runs of the whole rule: draw until it says stop, then look whether the interval holds the truth. */
function simulate(draw: Draw, deviation: number, sampling: Sampling, runs: number): Simulated {
  let covered = 0;
  const trials: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const sample: number[] = [];
    do sample.push(1 + deviation * draw());
    while (!shouldStop(sample, { trials: sample.length, elapsedMs: 0 }, sampling).stop);
    const { low, high } = medianInterval(sample, CONFIDENCE);
    if (low <= 1 && 1 <= high) covered += 1;
    trials.push(sample.length);
  }
  return { coverage: covered / runs, medianTrials: median(trials) };
}

describe('looking after every trial', () => {
  const RUNS = 3_000;
  const noise = draws(20);

  test.each([
    ['normal', noise.normal],
    ['heavy-tailed', noise.heavyTailed],
    ['skewed', noise.skewed],
  ])('leaves the interval its coverage under %s noise', (_name, draw) => {
    for (const deviation of [0.003, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1]) {
      for (const maxTrials of [30, 100]) {
        const { coverage } = simulate(draw, deviation, { ...SAMPLING, maxTrials }, RUNS / 3);
        // Truly 93.5 % or more; three standard errors of 1,000 runs below that.
        expect(coverage).toBeGreaterThan(0.912);
      }
    }
  });

  test('keeps its coverage where it was worst with the reported confidence', () => {
    const { coverage } = simulate(noise.normal, 0.05, { ...SAMPLING, maxTrials: 100 }, RUNS * 2);
    expect(coverage).toBeGreaterThan(0.935);
  });

  test('takes 6 trials at 1 % of noise, about 18 at 3 %, and ends at the limit at 10 %', () => {
    expect(simulate(noise.normal, 0.01, SAMPLING, RUNS).medianTrials).toBe(6);
    const medium = simulate(noise.normal, 0.03, SAMPLING, RUNS).medianTrials;
    expect(medium).toBeGreaterThanOrEqual(15);
    expect(medium).toBeLessThanOrEqual(21);
    expect(simulate(noise.normal, 0.1, SAMPLING, RUNS).medianTrials).toBe(30);
  });
});
