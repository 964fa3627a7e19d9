import { describe, expect, test } from 'vitest';
import { rankAlternatives } from '../../../harness/stats/rank-measured-alternatives.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';

describe('rankAlternatives', () => {
  test.each([
    ['wherever they are measured', 0],
    ['where the first of each round is slower by a tenth', 0.1],
  ])(
    'raises no false alarm for equal alternatives in more than 5 % of rankings, %s',
    (_, first) => {
      const { next: random, shuffle } = createRandom(12_345);
      const normal = () =>
        Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      let alarms = 0;
      const total = 2_000;
      for (let draw = 0; draw < total; draw += 1) {
        const names = ['a', 'b', 'c', 'd'];
        // As rounds are measured: each alternative once, in an order of their own.
        const orders = Array.from({ length: 12 }, () => shuffle(names));
        const runs = names.map((name) =>
          runRecord(
            {},
            {
              scenario: name,
              group: 'g',
              trials: Array.from({ length: 12 }, (_, round) =>
                completedTrial(round, {
                  wall_time: Math.exp((orders[round]?.[0] === name ? first : 0) + 0.05 * normal()),
                }),
              ),
            },
          ),
        );
        if (rankAlternatives(runs)[0]?.places.some(({ distinct }) => distinct)) alarms += 1;
      }
      expect(alarms / total).toBeLessThan(0.05);
      expect(alarms).toBeGreaterThan(0);
    },
  );
});
