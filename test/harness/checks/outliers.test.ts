import { expect, test } from 'vitest';
import { outliers } from '../../../harness/checks/sample-spread-checks.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

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
