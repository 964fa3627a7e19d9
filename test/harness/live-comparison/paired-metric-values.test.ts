import { describe, expect, it } from 'vitest';
import { collectPairedValues } from '../../../harness/live-comparison/collect-paired-metric-values.ts';
import { planPairTrial } from '../../../harness/live-comparison/randomize-trial-pair.ts';
import type { SideId } from '../../../harness/model/base-or-head-of-comparison.ts';
import type { Trial } from '../../../harness/model/trial.ts';

function trial(
  side: SideId,
  number: number,
  value: number | null,
  over: Partial<Trial> = {},
): Trial {
  // The coin of every second pair fell the other way.
  const slotOfA = number % 2 === 0 ? 1 : 0;
  const pair = { number, warmup: false, stage: 'screen', slotOfA, seed: 1 } as const;
  const place = { startedAt: '', startedMs: 0, durationMs: 1 };
  return {
    ...planPairTrial(pair, side),
    ...place,
    state: 'completed',
    measurements: value === null ? {} : { wall_time: value },
    unavailable: {},
    blocks: [],
    ...over,
  } as Trial;
}

describe('collectPairedValues', () => {
  it('matches the two sides by the number of their pair', () => {
    const trials = {
      a: [trial('a', 1, 10), trial('a', 2, 20), trial('a', 3, 30)],
      b: [trial('b', 3, 33), trial('b', 1, 11), trial('b', 2, 22)],
    };
    expect(collectPairedValues(trials, 'wall_time', 'screen')).toEqual({
      base: [10, 20, 30],
      head: [11, 22, 33],
      slots: [0, 1, 0],
    });
  });

  it('leaves out warm-ups, the other stage, and pairs with a failed unit or a missing value', () => {
    const failure = { reason: 'exit-code', message: 'no' } as const;
    const trials = {
      a: [
        trial('a', 0, 1, { warmup: true }),
        trial('a', 1, 10),
        trial('a', 2, 20),
        trial('a', 3, null),
        trial('a', 4, 40, { stage: 'confirm' }),
        trial('a', 5, 50),
      ],
      b: [
        trial('b', 0, 1, { warmup: true }),
        trial('b', 1, 11),
        trial('b', 2, 22, { state: 'failed', failure } as Partial<Trial>),
        trial('b', 3, 33),
        trial('b', 4, 44, { stage: 'confirm' }),
      ],
    };
    expect(collectPairedValues(trials, 'wall_time', 'screen')).toEqual({
      base: [10],
      head: [11],
      slots: [0],
    });
    expect(collectPairedValues(trials, 'wall_time', 'confirm')).toEqual({
      base: [40],
      head: [44],
      slots: [1],
    });
  });

  describe('values of alternating units', () => {
    const inRounds = (side: SideId, values: readonly number[], metric = 'cpu_time'): Trial =>
      trial(side, 1, null, {
        measurements: { [metric]: 1 },
        blocks: values.map((value) => ({
          operations: 1,
          durationMs: 1,
          // As of a server.
          measurements: { [metric]: value, error_rate: 0 },
        })),
      } as Partial<Trial>);

    it('are the ratio of the median round, whatever the machine did between rounds', () => {
      // The head takes a tenth more; from the third round on the machine is half as fast.
      const base = [10, 10, 20, 20, 20];
      const head = [11, 11, 22, 44, 22];
      const { a, b } = { a: inRounds('a', base), b: inRounds('b', head) };
      const there = collectPairedValues({ a: [a], b: [b] }, 'cpu_time', 'screen');
      expect(there.base).toEqual([1]);
      expect(there.head[0]).toBeCloseTo(1.1, 12);
      const turned = { a: inRounds('a', head), b: inRounds('b', base) };
      const back = collectPairedValues({ a: [turned.a], b: [turned.b] }, 'cpu_time', 'screen');
      expect(Math.log(back.head[0] ?? 0)).toBeCloseTo(-Math.log(there.head[0] ?? 0), 12);
    });

    it.each([
      ['a percentile of all answers', 'latency.p95', [10, 10, 10], [20, 20, 20]],
      ['too few rounds', 'cpu_time', [10, 10], [20, 20]],
      ['a side that has fewer of them', 'cpu_time', [10, 10, 10, 10], [20, 20, 20]],
      ['a block without any', 'cpu_time', [10, 0, 10], [20, 20, 20]],
    ])('are the values of the units for %s', (_why, metric, base, head) => {
      const trials = { a: [inRounds('a', base, metric)], b: [inRounds('b', head, metric)] };
      expect(collectPairedValues(trials, metric, 'screen')).toMatchObject({ base: [1], head: [1] });
    });
  });
});
