import { expect, test } from 'vitest';
import { outliers } from '../../../harness/checks/outliers.ts';
import { twoModes } from '../../../harness/checks/sample-spread-checks.ts';
import { runMeasurementCheck } from '../../support/run-measurement-check.ts';

const TWO_VALUED = [10, 13, 10.1, 13.1, 9.9, 12.9, 10, 13, 10.1, 10];

test('two groups of trials are told with the size and the distance of each', () => {
  const [finding] = runMeasurementCheck(twoModes, { samples: { wall_time: TWO_VALUED } });
  expect(finding).toMatchObject({ id: 'two-modes', level: 'warning', metric: 'wall_time' });
  expect(finding?.message).toBe(
    'wall_time has two modes: 6 trials are close together, and 4 others 29.7 % above them, with none between. The median only tells which are more.',
  );
});

test('groups that lie within the margin of each other make no difference', () => {
  const near = TWO_VALUED.map((value) => 100 + value / 2);
  expect(runMeasurementCheck(twoModes, { samples: { wall_time: near } })).toEqual([]);
});

test('one group with an outlier has one mode', () => {
  const sample = [10, 10.1, 9.9, 10, 10.2, 9.8, 10, 10.1, 9.9, 20];
  expect(runMeasurementCheck(twoModes, { samples: { wall_time: sample } })).toEqual([]);
  expect(runMeasurementCheck(outliers, { samples: { wall_time: sample } })).toHaveLength(1);
});

test('trials of a second mode are not called outliers as well', () => {
  const sample = [...TWO_VALUED.slice(0, 8), 10, 10, 9.9, 10.1];
  expect(runMeasurementCheck(outliers, { samples: { wall_time: sample } })).toEqual([]);
});
