/** The exact interval against every pattern of signs that up to fifteen pairs can have. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../harness/stats/random.ts';
import { signedRankInterval } from '../../../harness/stats/signed-rank.ts';
import { signedRankCritical } from '../../../harness/stats/signed-rank-test.ts';
import { kthAverage, walshCount } from '../../../harness/stats/walsh.ts';

describe('over all sign patterns of n magnitudes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])(
    'an interval covers 0 in exactly the share that it states, n = %i',
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

  it.each([4, 8, 12])('the interval by selection is the one by listing, n = %i', (n) => {
    const random = createRandom(200 + n);
    for (let time = 0; time < 200; time += 1) {
      const values = Array.from({ length: n }, () => random.next() - 0.4);
      const listed = signedRankInterval(values, 0.9);
      const sorted = new Float64Array(values).sort();
      const rank = Math.max(1, signedRankCritical(n, (1 - 0.9) / 2) + 1);
      expect(kthAverage(sorted, rank)).toBe(listed.low);
      expect(kthAverage(sorted, walshCount(n) + 1 - rank)).toBe(listed.high);
    }
  });
});
