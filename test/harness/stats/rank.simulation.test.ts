import { describe, expect, test } from 'vitest';
import { rankGroups } from '../../../harness/stats/rank.ts';
import { completedTrial, runRecord } from '../../support/run-record.ts';

describe('ranking the alternatives of a group', () => {
  test('raises no false alarm for equal alternatives in more than 5 % of rankings', () => {
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let alarms = 0;
    const total = 2_000;
    for (let draw = 0; draw < total; draw += 1) {
      const runs = ['a', 'b', 'c', 'd'].map((name) =>
        runRecord(
          {},
          {
            scenario: name,
            group: 'g',
            trials: Array.from({ length: 12 }, (_, round) =>
              completedTrial(round, { wall_time: Math.exp(0.05 * normal()) }),
            ),
          },
        ),
      );
      if (rankGroups(runs)[0]?.places.some(({ distinct }) => distinct)) alarms += 1;
    }
    expect(alarms / total).toBeLessThan(0.05);
    expect(alarms).toBeGreaterThan(0);
  });
});
