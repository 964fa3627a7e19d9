import { describe, expect, it } from 'vitest';
import {
  countCorrectDetections,
  countFalseDetections,
} from '../support/simulated-profile-comparisons.ts';
import { simulatedRateUpperBound } from '../support/simulated-rate-upper-bound.ts';

const RUNS = 300;

describe('the error rates of the difference of two profiles, over 300 draws of each', () => {
  it('include a function of unchanged code in at most 5 of 100', () => {
    expect(countFalseDetections(RUNS)).toBeLessThanOrEqual(
      RUNS * simulatedRateUpperBound(0.05, RUNS),
    );
  });

  it('include the function that became slower, as the first, in at least 98 of 100', () => {
    expect(countCorrectDetections(RUNS)).toBeGreaterThanOrEqual(0.98 * RUNS);
  });
});
