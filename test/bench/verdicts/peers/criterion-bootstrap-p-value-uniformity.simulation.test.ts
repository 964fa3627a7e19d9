/** Thirty bootstraps of criterion's, each of 100,000 draws: seconds of computing, which the quick set has not. */
import { describe, expect, test } from 'vitest';
import { criterionChange } from '../../../../bench/verdicts/peers/criterion.ts';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';

describe("criterion's bootstrap", () => {
  const noise = (level: number, seed: number): number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 100 }, () => level * (1 + 0.02 * (random.next() - 0.5)));
  };

  test('has a p-value that is uniform under equality: about one in twenty lies below 0.05', () => {
    const rounds = 30;
    let below = 0;
    for (let round = 0; round < rounds; round += 1) {
      const change = criterionChange(
        noise(100, 2 * round + 10),
        noise(100, 2 * round + 11),
        createRandom(round),
      );
      if (change.pValue < 0.05) below += 1;
    }
    expect(below).toBeLessThanOrEqual(5);
  });
});
