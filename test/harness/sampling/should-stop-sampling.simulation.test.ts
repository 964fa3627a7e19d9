/** The rule by thousands of runs. */
import { describe, expect, test } from 'vitest';
import { createDraws } from '../../support/random-draws.ts';
import { SAMPLING, simulateStoppingRule } from './simulate-stopping-rule.ts';

describe('the stopping rule after every trial', () => {
  const RUNS = 3_000;
  const noise = createDraws(20);

  test.each([
    ['normal', noise.normal],
    ['heavy-tailed', noise.heavyTailed],
    ['skewed', noise.skewed],
  ])('keeps the coverage of the interval under %s noise', (_name, draw) => {
    for (const deviation of [0.003, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1]) {
      for (const maxTrials of [30, 100]) {
        const { coverage } = simulateStoppingRule(
          draw,
          deviation,
          { ...SAMPLING, maxTrials },
          RUNS / 3,
        );
        // Truly 93.5 % or more; three standard errors of 1,000 runs below that.
        expect(coverage).toBeGreaterThan(0.912);
      }
    }
  });

  test('keeps the reported confidence where its coverage was worst', () => {
    const { coverage } = simulateStoppingRule(
      noise.normal,
      0.05,
      { ...SAMPLING, maxTrials: 100 },
      RUNS * 2,
    );
    expect(coverage).toBeGreaterThan(0.935);
  });

  test('takes 6 trials at 1 % noise, about 18 at 3 %, and ends at the limit at 10 %', () => {
    expect(simulateStoppingRule(noise.normal, 0.01, SAMPLING, RUNS).medianTrials).toBe(6);
    const medium = simulateStoppingRule(noise.normal, 0.03, SAMPLING, RUNS).medianTrials;
    expect(medium).toBeGreaterThanOrEqual(15);
    expect(medium).toBeLessThanOrEqual(21);
    expect(simulateStoppingRule(noise.normal, 0.1, SAMPLING, RUNS).medianTrials).toBe(30);
  });
});
