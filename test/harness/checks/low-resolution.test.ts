import { expect, test } from 'vitest';
import { lowResolution } from '../../../harness/checks/timing-quality-checks.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runMeasurementCheck } from '../../support/run-measurement-validity-check.ts';

test('reports a timed metric in few and large steps as too coarse', () => {
  const sample = [4, 5, 4, 4, 5, 4, 5, 4, 4];
  expect(runMeasurementCheck(lowResolution, { samples: { wall_time: sample } })).toMatchObject([
    { id: 'low-resolution', level: 'warning', metric: 'wall_time' },
  ]);
  const [finding] = runMeasurementCheck(lowResolution, { samples: { wall_time: sample } });
  expect(finding?.message).toContain('2 distinct values in 9 trials, 25.0 % apart');
});

test('accepts small steps, many values and equal values', () => {
  const values = (sample: readonly number[]) =>
    runMeasurementCheck(lowResolution, { samples: { wall_time: sample } });
  expect(values([400, 401, 400, 400, 401, 400, 401, 400])).toEqual([]);
  expect(values([4, 5, 6, 4, 5, 6])).toEqual([]);
  expect(values([4, 4, 4, 4, 4, 4])).toEqual([]);
  expect(values([4, 5, 4, 5, 4])).toEqual([]);
});

test('ignores counted metrics, which have steps by nature', () => {
  const regression = { allocated: 0.05 };
  const findings = runMeasurementCheck(lowResolution, {
    scenario: functionScenario({ regression }),
    samples: { wall_time: [1, 2, 3, 4, 5, 6], allocated: [16, 24, 16, 16, 24, 16] },
  });
  expect(findings).toEqual([]);
});
