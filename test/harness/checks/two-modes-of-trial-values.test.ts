import { expect, test } from 'vitest';
import { outliers, twoModes } from '../../../harness/checks/sample-spread-checks.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

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
