import { describe, expect, test } from 'vitest';
import { mean, standardDeviation } from '../../../harness/stats/descriptive-statistics.ts';
import { minimalDetectableChange } from '../../../harness/stats/minimal-detectable-change.ts';
import { normalQuantile } from '../../../harness/stats/normal-distribution.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { tCritical } from '../../../harness/stats/student-t-distribution.ts';

describe('the minimal detectable change of a mean', () => {
  const level = { alpha: 0.004, power: 0.8, mean: { degreesOfFreedom: 29 } };

  test('is what a t-test of as many pairs detects, by simulation', () => {
    const random = createRandom(7);
    const change = minimalDetectableChange(12, 0.01, level) ?? 0;
    const rounds = 4_000;
    let shown = 0;
    for (let round = 0; round < rounds; round += 1) {
      // The spread is an estimate of 30 earlier pairs.
      const known = standardDeviation(
        Array.from({ length: 30 }, () => normalQuantile(random.next())),
      );
      const pairs = Array.from({ length: 12 }, () => 0.01 * normalQuantile(random.next()));
      const center = mean(pairs) + Math.log1p(change);
      if (center > (tCritical(0.004, 29) * 0.01 * known) / Math.sqrt(12)) shown += 1;
    }
    expect(Math.abs(shown / rounds - 0.8)).toBeLessThan(0.02);
  });
});
