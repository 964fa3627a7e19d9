import { describe, expect, test } from 'vitest';
import { normalCdf } from '../../../harness/stats/normal.ts';
import { createRandom } from '../../../harness/stats/random.ts';
import {
  type LevelOutcome,
  thresholdPosterior,
} from '../../../harness/stats/threshold-posterior.ts';

const RANGE = { low: 1, high: 10_000 };

describe('thresholdPosterior', () => {
  test('without outcomes is as wide as the range, and has its middle in the middle of its logarithms', () => {
    const { level, low, high } = thresholdPosterior([], RANGE);
    expect(level).toBeCloseTo(100, 0);
    expect(low).toBeCloseTo(10_000 ** 0.025, 1);
    expect(high / 10_000 ** 0.975).toBeCloseTo(1, 1);
  });

  test('lies between what was kept and what was not', () => {
    const { level, low, high } = thresholdPosterior(
      [
        { level: 100, kept: true },
        { level: 100, kept: true },
        { level: 400, kept: false },
        { level: 400, kept: false },
      ],
      RANGE,
    );
    expect(level).toBeGreaterThan(150);
    expect(level).toBeLessThan(260);
    expect(low).toBeGreaterThan(80);
    expect(high).toBeLessThan(500);
  });

  test('lets two that were kept above outweigh one that broke', () => {
    const once = [{ level: 100, kept: false }];
    const outweighed = [200, 200, 400].map((level) => ({ level, kept: true }));
    expect(thresholdPosterior(once, RANGE).level).toBeLessThan(30);
    expect(thresholdPosterior([...once, ...outweighed], RANGE).level).toBeGreaterThan(400);
  });

  test('knows a hard transition from a soft one', () => {
    const levels = [80, 90, 95, 99, 101, 105, 110, 120];
    const hard = levels.map((level) => ({ level, kept: level < 100 }));
    const soft = [
      ...hard,
      ...levels.map((level) => ({ level, kept: level === 110 || level === 80 })),
    ];
    const [hardSpread, softSpread] = [hard, soft].map(
      (one) => thresholdPosterior(one, RANGE).spread,
    );
    expect(hardSpread).toBeLessThan((softSpread ?? 0) / 2);
  });

  test.each([0.01, 0.03, 0.1])(
    'holds the threshold in its interval as often as it says where looks follow its median, with a transition of %d',
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
