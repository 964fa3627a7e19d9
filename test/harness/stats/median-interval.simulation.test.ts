/** Coverage of the interval that every summary carries, by seeded simulation. */
import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../../harness/stats/median-confidence-interval.ts';
import { createRandom, type Random } from '../../../harness/stats/seeded-random.ts';

const TIMES = 4_000;

/** Distributions with median 1. */
const distributions: Readonly<Record<string, (random: Random) => number>> = {
  uniform: (random) => 0.5 + random.next(),
  exponential: (random) => -Math.log2(1 - random.next()),
  'two-valued around it': (random) => (random.next() < 0.5 ? 0.9 : 1.1) + 0.01 * random.next(),
};

describe.each(Object.entries(distributions))('the median interval of %s numbers', (_, draw) => {
  it.each([3, 5, 6, 10, 30])('covers the median of %i numbers as often as stated', (n) => {
    const random = createRandom(1_000 + n);
    let covered = 0;
    let stated = 0;
    for (let time = 0; time < TIMES; time += 1) {
      const sample = Array.from({ length: n }, () => draw(random));
      const { low, high, confidence } = medianInterval(sample, 0.95);
      stated = confidence;
      if (low <= 1 && high >= 1) covered += 1;
    }
    const error = Math.sqrt((stated * (1 - stated)) / TIMES);
    expect(Math.abs(covered / TIMES - stated)).toBeLessThan(4 * error + 0.002);
    expect(stated >= 0.95).toBe(n >= 6);
  });
});
