import { describe, expect, test } from 'vitest';
import {
  type LevelOutcome,
  thresholdPosterior,
} from '../../../harness/stats/load-capacity-threshold-posterior.ts';
import { normalCdf } from '../../../harness/stats/normal-distribution.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

const RANGE = { low: 1, high: 10_000 };

describe('thresholdPosterior', () => {
  test.each([0.01, 0.03, 0.1])(
    'covers the threshold as often as stated when levels follow its median, transition %d',
    (spread) => {
      const random = createRandom(41);
      const [searches, looks] = [40, 14];
      let held = 0;
      for (let search = 0; search < searches; search += 1) {
        const threshold = 20 * 50 ** random.next();
        const outcomes: LevelOutcome[] = [];
        for (let look = 0; look < looks; look += 1) {
          const { level } = thresholdPosterior(outcomes, RANGE);
          const chance = normalCdf(Math.log(threshold / level) / spread);
          outcomes.push({ level, kept: random.next() < 0.01 + 0.98 * chance });
        }
        const { low, high } = thresholdPosterior(outcomes, RANGE);
        if (low <= threshold && threshold <= high) held += 1;
      }
      // 95 % nominal; the standard error of 40 searches is 3.4 %.
      expect(held / searches).toBeGreaterThan(0.85);
    },
  );
});
