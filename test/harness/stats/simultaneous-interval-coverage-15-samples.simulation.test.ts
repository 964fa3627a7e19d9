/** Fifteen quantities that share half of their noise, like functions in one profile. */
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../harness/stats/seeded-random.ts';
import { simultaneousIntervals } from '../../../harness/stats/simultaneous-confidence-intervals.ts';
import { simulatedRateUpperBound } from '../../support/simulated-rate-upper-bound.ts';

/** Draws approximately normal noise with one outlier in ten, as on a shared machine. */
function noise(random: Random): number {
  const sum = Array.from({ length: 12 }, () => random.next()).reduce((all, draw) => all + draw, -6);
  return random.integer(10) === 0 ? 10 * sum : sum;
}

const SAMPLES = 15;

/** Differences of several quantities, pair by pair, that share half of their noise. */
function draw(random: Random, pairs: number, shift: number): number[][] {
  const common = Array.from({ length: pairs }, () => noise(random));
  return Array.from({ length: SAMPLES }, (_, sample) =>
    common.map((value) => value + noise(random) + (sample === 0 ? shift : 0)),
  );
}

const RUNS = 300;
const MOST = RUNS * simulatedRateUpperBound(0.05, RUNS);

describe('simultaneous intervals of fifteen samples', () => {
  it.each([6, 9, 20])('exclude zero in 5 of 100 with %i pairs that do not differ', (pairs) => {
    const random = createRandom(31 + pairs);
    let wrong = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const { intervals } = simultaneousIntervals(draw(random, pairs, 0), 0.95);
      if (intervals.some(({ low, high }) => low > 0 || high < 0)) wrong += 1;
    }
    expect(wrong).toBeLessThanOrEqual(MOST);
  });

  it('cover the true change, and exclude zero', () => {
    const random = createRandom(41);
    let [covered, found] = [0, 0];
    for (let run = 0; run < RUNS; run += 1) {
      const [first] = simultaneousIntervals(draw(random, 12, 6), 0.95).intervals;
      if (first === undefined) throw new Error('none');
      if (first.low <= 6 && first.high >= 6) covered += 1;
      if (first.low > 0) found += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(RUNS - MOST);
    expect(found).toBeGreaterThan(0.8 * RUNS);
  });
});
