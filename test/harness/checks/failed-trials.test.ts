import { expect, test } from 'vitest';
import { failedTrials } from '../../../harness/checks/trial-failure-and-validity-checks.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import {
  runMeasurementCheck,
  trialPosition,
} from '../../support/run-measurement-validity-check.ts';

const failed = (index: number, message: string, remedy?: string): Trial => ({
  state: 'failed',
  ...trialPosition(index),
  failure: { reason: 'threw', message, ...(remedy !== undefined && { remedy }) },
});

test('reports the first failure with its cause and its remedy', () => {
  const others = [failed(2, 'the function threw: no such table\n    at query', 'Mend the table.')];
  expect(runMeasurementCheck(failedTrials, { others })).toEqual([
    {
      id: 'failed-trials',
      level: 'error',
      message: 'trial 2 failed: the function threw: no such table.',
      remedy: 'Mend the table.',
    },
  ]);
});

test('reports a failed warm-up and the number of other failures', () => {
  const others = [failed(0, 'not ready'), failed(1, 'not ready')];
  expect(runMeasurementCheck(failedTrials, { others })[0]?.message).toBe(
    'trial 0 (warm-up) failed: not ready (2 trials failed in total).',
  );
});
