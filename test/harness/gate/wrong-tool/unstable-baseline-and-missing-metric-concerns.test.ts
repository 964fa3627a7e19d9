import { describe, expect, test } from 'vitest';
import { listConcerns } from '../../../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';

const of = (values: readonly number[]) =>
  listConcerns({ samples: [{ metric: 'wall_time', values }], unstable: [], missingMetrics: [] });

describe('variance', () => {
  test.each([
    [[90, 100, 110], 0],
    [[0.9, 1, 1.1], 0],
    [[100, 100, 120], 0],
    [[100, 100, 120.1], 1],
  ])(
    'OPT-38, D1: is for three runs %j their range over their median: %d concerns',
    (values, count) => {
      expect(of(values)).toHaveLength(count);
    },
  );

  test('D1: is the deviation over the mean for five or more runs', () => {
    // A range of 40 %, and a deviation of 17.9 %.
    expect(of([100, 100, 100, 100, 140])).toEqual([]);
    expect(of([60, 80, 100, 120, 140])).toHaveLength(1);
  });

  test('D1: is accepted at exactly 20 % of five runs, but not at 20.1 %', () => {
    const spread = (share: number) => {
      // If four of five values are one step from the mean, that step is the standard deviation.
      const step = 100 * share;
      return [100 - step, 100 - step, 100, 100 + step, 100 + step];
    };
    expect(of(spread(0.2))).toEqual([]);
    expect(of(spread(0.201))).toHaveLength(1);
  });

  test('D1: is reported by both formulas, the deciding formula first', () => {
    expect(of([100, 90, 120])[0]?.message).toBe(
      'wall_time varies by more than 20 % over 3 runs: (max − min) / median 30 %; standard deviation / mean 14.8 %.',
    );
    expect(of([60, 80, 100, 120, 140])[0]?.message).toBe(
      'wall_time varies by more than 20 % over 5 runs: standard deviation / mean 31.6 %; (max − min) / median 80 %.',
    );
  });
});

test('OPT-38: reports an unstable baseline and missing metrics separately', () => {
  const concerns = listConcerns({
    samples: [],
    unstable: ['wall_time changed its level after 3 of 6 runs.'],
    missingMetrics: ['io_read_bytes', 'http_round_trips'],
  });
  expect(concerns).toEqual([
    {
      id: 'unstable_baseline',
      message: 'The baseline is unstable: wall_time changed its level after 3 of 6 runs.',
    },
    {
      id: 'partial_metrics',
      message: 'Only some of the metrics were measured; missing: io_read_bytes, http_round_trips.',
    },
  ]);
});
