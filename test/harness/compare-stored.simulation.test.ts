/** What the stated confidence and error rates are worth, by seeded simulation. */
import { describe, expect, it } from 'vitest';
import { compareSamples } from '../../harness/compare-samples.ts';
import type { Comparison } from '../../harness/model/document.ts';
import { metricOf } from '../../harness/model/metric.ts';
import { neededPairs } from '../../harness/stats/needed-pairs.ts';
import { createRandom, type Random } from '../../harness/stats/random.ts';
import { summarize } from '../../harness/stats/summarize.ts';

const metric = metricOf('wall_time');

/** Noise of a trial as a factor: its median is 1. */
type Noise = (random: Random) => number;

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

const noises: Readonly<Record<string, Noise>> = {
  normal: (random) => Math.exp(0.03 * normal(random)),
  'heavy-tailed': (random) => Math.exp((0.02 * normal(random)) / Math.max(0.05, random.next())),
  // One trial in ten is disturbed; the factor in front brings the median back to about 1.
  skewed: (random) => Math.exp(0.01 * normal(random) + (random.next() < 0.1 ? 0.3 : 0)),
};

function compare(
  noise: Noise,
  random: Random,
  setting: { readonly trials: number; readonly ratio: number; readonly margin: number },
): Comparison {
  const draw = (factor: number): number[] =>
    Array.from({ length: setting.trials }, () => factor * noise(random));
  return compareSamples({
    scenario: 'simulated',
    metric: 'wall_time',
    base: summarize(metric, draw(10)),
    head: summarize(metric, draw(10 * setting.ratio)),
    judged: { kind: 'function', budgets: [], regression: {}, margin: setting.margin },
    margin: null,
    confidence: 0.95,
  });
}

function share(count: number, seed: number, holds: (random: Random) => boolean): number {
  const random = createRandom(seed);
  let held = 0;
  for (let time = 0; time < count; time += 1) if (holds(random)) held += 1;
  return held / count;
}

/** Three standard errors of a share of 5 % in so many draws. */
const TIMES = 2_000;
const SLACK = 3 * Math.sqrt((0.05 * 0.95) / TIMES);

describe.each(Object.entries(noises))('under %s noise', (_, noise) => {
  it.each([5, 12, 30])(
    'equal code of %i trials is called different in at most 5 % without any margin',
    (trials) => {
      const alarms = share(TIMES, 100 + trials, (random) => {
        const { verdict } = compare(noise, random, { trials, ratio: 1, margin: 0 });
        return verdict === 'improved' || verdict === 'regressed';
      });
      expect(alarms).toBeLessThan(0.05 + SLACK);
      // Not by never saying anything.
      expect(alarms).toBeGreaterThan(0.01);
    },
  );

  it('equal code is hardly ever called different beyond the margin of 2 %', () => {
    const alarms = share(TIMES, 7, (random) => {
      const { verdict } = compare(noise, random, { trials: 12, ratio: 1, margin: 0.02 });
      return verdict === 'improved' || verdict === 'regressed';
    });
    expect(alarms).toBeLessThan(0.025);
  });

  it('a change exactly at the margin is called one in at most 2.5 %', () => {
    const alarms = share(TIMES, 8, (random) => {
      const { verdict } = compare(noise, random, { trials: 20, ratio: 1.02, margin: 0.02 });
      return verdict === 'regressed';
    });
    expect(alarms).toBeLessThan(0.025 + SLACK);
  });

  it('a change exactly at the margin is called none in at most 2.5 %', () => {
    const alarms = share(TIMES, 9, (random) => {
      const { verdict } = compare(noise, random, { trials: 20, ratio: 1.02, margin: 0.02 });
      return verdict === 'unchanged';
    });
    expect(alarms).toBeLessThan(0.025 + SLACK);
  });

  it('the interval holds the true ratio in about 95 %', () => {
    const covered = share(TIMES, 10, (random) => {
      const { low, high } = compare(noise, random, { trials: 10, ratio: 1.07, margin: 0.02 });
      return low !== null && high !== null && low <= 1.07 && high >= 1.07;
    });
    expect(Math.abs(covered - 0.955)).toBeLessThan(0.006 + SLACK);
  });

  it('a change of 30 % is found with 12 trials, and in its own direction', () => {
    const found = share(200, 11, (random) => {
      const { verdict } = compare(noise, random, { trials: 12, ratio: 1.3, margin: 0.02 });
      expect(verdict).not.toBe('improved');
      return verdict === 'regressed';
    });
    expect(found).toBeGreaterThan(0.95);
  });
});

describe('the advised number of pairs', () => {
  it('decides nearly as often as it promises, which is in four of five cases', () => {
    const noise = noises.normal as Noise;
    const random = createRandom(12);
    const known = Array.from({ length: 3_000 }, () => noise(random));
    const advice = neededPairs(known, known, { ratio: 1.05, margin: 0.02, confidence: 0.95 });
    expect(advice).toBeGreaterThan(10);
    const decided = share(TIMES, 13, (drawn) => {
      const setting = { trials: advice ?? 0, ratio: 1.05, margin: 0.02 };
      return compare(noise, drawn, setting).verdict === 'regressed';
    });
    expect(decided).toBeGreaterThan(0.72);
    expect(decided).toBeLessThan(0.86);
  });
});
