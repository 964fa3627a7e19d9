/** The exact interval against every pattern of signs that up to fifteen pairs can have. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import {
  type SignedRankInterval,
  signedRankInterval,
} from '../../../harness/stats/signed-rank-confidence-interval.ts';
import {
  signedRankCritical,
  signedRankDistribution,
} from '../../../harness/stats/signed-rank-test.ts';
import { kthAverage, walshCount } from '../../../harness/stats/walsh-averages.ts';
import { computeWalshAverages } from '../../support/walsh-averages.ts';

describe('an interval over all sign patterns of n magnitudes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])(
    'covers 0 in exactly the share that it states, n = %i',
    (n) => {
      const random = createRandom(100 + n);
      const sizes = Array.from({ length: n }, () => 0.1 + random.next());
      const { confidence } = signedRankInterval(sizes, 0.95);
      const rank = Math.max(1, signedRankCritical(n, (1 - 0.95) / 2) + 1);
      let covered = 0;
      for (let signs = 0; signs < 2 ** n; signs += 1) {
        const sorted = Float64Array.from(sizes, (size, index) =>
          signs & (1 << index) ? size : -size,
        ).sort();
        const low = kthAverage(sorted, rank);
        const high = kthAverage(sorted, walshCount(n) + 1 - rank);
        if (low <= 0 && high >= 0) covered += 1;
      }
      expect(covered / 2 ** n).toBeCloseTo(confidence, 12);
    },
  );
});

/** Computes the interval by definition: lists all averages, adds up every sum's probability. */
function listedInterval(values: readonly number[], wanted: number): SignedRankInterval {
  const averages = computeWalshAverages(values);
  const probabilities = signedRankDistribution(values.length);
  const within = (rank: number): number =>
    1 - 2 * probabilities.slice(0, rank).reduce((sum, probability) => sum + probability, 0);
  let rank = 1;
  while (within(rank + 1) >= wanted) rank += 1;
  const middles = [(averages.length - 1) >> 1, averages.length >> 1];
  const [lower = 0, upper = 0] = middles.map((index) => averages[index]);
  return {
    estimate: (lower + upper) / 2,
    low: averages[rank - 1] ?? Number.NaN,
    high: averages[averages.length - rank] ?? Number.NaN,
    confidence: Math.max(0, within(rank)),
    reached: within(rank) >= wanted,
  };
}

describe('the interval by selection', () => {
  it.each([1, 2, 4, 5, 8, 12, 25, 40])(
    'equals the interval by listing for %i values, spread out or tied',
    (n) => {
      const random = createRandom(200 + n);
      for (let time = 0; time < 100; time += 1) {
        const isTied = time % 2 === 1;
        const values = Array.from({ length: n }, () =>
          isTied ? random.integer(5) - 2 : random.next() - 0.4,
        );
        for (const wanted of [0.8, 0.9, 0.95, 0.99, 1 - 0.05 / 6]) {
          const { confidence, ...selected } = signedRankInterval(values, wanted);
          const { confidence: stated, ...listed } = listedInterval(values, wanted);
          expect(selected).toEqual(listed);
          expect(confidence).toBeCloseTo(stated, 12);
        }
      }
    },
  );
});
