import { describe, expect, test } from 'vitest';
import { highVariance, outliers, twoModes } from '../../../harness/checks/sample-spread-checks.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

describe('high variance', () => {
  test('accepts 20.0 % as stable but not 20.1 %, by the range of fewer than five trials', () => {
    expect(runMeasurementCheck(highVariance, { samples: { wall_time: [90, 100, 110] } })).toEqual(
      [],
    );
    expect(runMeasurementCheck(highVariance, { samples: { wall_time: [0.9, 1, 1.1] } })).toEqual(
      [],
    );
    expect(runMeasurementCheck(highVariance, { samples: { wall_time: [90, 100, 110.1] } })).toEqual(
      [
        {
          id: 'high-variance',
          level: 'warning',
          metric: 'wall_time',
          message:
            'wall_time varies by 20.10 % between trials ((max − min) / median of 3 trials); more than 20 % counts as unstable.',
          remedy: expect.stringContaining('perf-harness doctor --stability 60s'),
        },
      ],
    );
  });

  test('accepts 20.0 % as stable but not 20.1 %, by the deviation of five trials or more', () => {
    // Mean 100, squares 4·d², deviation d for n = 5.
    const around = (d: number) => [100 - d, 100 - d, 100, 100 + d, 100 + d];
    expect(runMeasurementCheck(highVariance, { samples: { wall_time: around(20) } })).toEqual([]);
    const [finding] = runMeasurementCheck(highVariance, { samples: { wall_time: around(20.1) } });
    expect(finding?.message).toContain('20.10 %');
    expect(finding?.message).toContain('standard deviation / mean of 5 trials');
  });

  test('inspects only metrics that a decision depends on', () => {
    const samples = { wall_time: [100, 100, 100], gc_time: [1, 5, 9] };
    expect(runMeasurementCheck(highVariance, { samples })).toEqual([]);
    const budgets = [
      { metric: 'gc_time', operator: '<', limit: 10, level: 'error', text: '< 10 ms' } as const,
    ];
    const findings = runMeasurementCheck(highVariance, {
      samples,
      scenario: functionScenario({ budgets }),
    });
    expect(findings.map(({ metric }) => metric)).toEqual(['gc_time']);
  });
});

describe('two modes', () => {
  const TWO_VALUED = [10, 13, 10.1, 13.1, 9.9, 12.9, 10, 13, 10.1, 10];

  test('reports two groups of trials with the size and distance of each', () => {
    const [finding] = runMeasurementCheck(twoModes, { samples: { wall_time: TWO_VALUED } });
    expect(finding).toMatchObject({ id: 'two-modes', level: 'warning', metric: 'wall_time' });
    expect(finding?.message).toBe(
      'wall_time has two modes: 6 trials are close together, and 4 others 29.7 % above them, with none in between. The median only shows which mode has more trials.',
    );
  });

  test('ignores groups that lie within the margin of each other', () => {
    const near = TWO_VALUED.map((value) => 100 + value / 2);
    expect(runMeasurementCheck(twoModes, { samples: { wall_time: near } })).toEqual([]);
  });

  test('does not report trials of a second mode as outliers as well', () => {
    const sample = [...TWO_VALUED.slice(0, 8), 10, 10, 9.9, 10.1];
    expect(runMeasurementCheck(outliers, { samples: { wall_time: sample } })).toEqual([]);
  });
});

describe('outliers of a metric', () => {
  test('names outliers by the indexes of their trials, the farthest first', () => {
    const sample = [10, 10.1, 9.9, 15, 10.2, 9.8, 10, 10.1, 20, 9.9];
    expect(runMeasurementCheck(outliers, { samples: { wall_time: sample } })).toEqual([
      {
        id: 'outliers',
        level: 'info',
        metric: 'wall_time',
        message:
          '2 of 10 trials of wall_time are outliers: trial 9 (+99.0 %), trial 4 (+49.3 %). They do not affect the median.',
        remedy: expect.any(String),
      },
    ]);
  });

  test('keeps trial indexes correct after a trial without the metric', () => {
    const sample = [undefined, 10, 10.1, 9.9, 10.2, 9.8, 10, 10.1, 9.9, 20];
    const [finding] = runMeasurementCheck(outliers, { samples: { wall_time: sample } });
    expect(finding?.message).toContain('trial 10 (');
  });

  test('counts many outliers instead of listing them', () => {
    const sample = [
      ...Array.from({ length: 40 }, (_, at) => 10 + (at % 5) / 10),
      ...Array(7).fill(30),
    ];
    const [finding] = runMeasurementCheck(outliers, { samples: { wall_time: sample } });
    expect(finding?.message).toContain('7 of 47 trials');
    expect(finding?.message).toContain(' and 2 more. ');
  });

  test('ignores values within 5 % of the median', () => {
    const sample = [10, 10.001, 9.999, 10, 10.002, 9.998, 10, 10.49];
    expect(runMeasurementCheck(outliers, { samples: { wall_time: sample } })).toEqual([]);
    expect(
      runMeasurementCheck(outliers, { samples: { wall_time: [...sample.slice(0, 7), 10.51] } }),
    ).toHaveLength(1);
  });
});
