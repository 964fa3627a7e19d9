import { expect, test } from 'vitest';
import { collectMetricEvidence } from '../../../harness/live-comparison/scenario-comparison-state.ts';
import type {
  MetricCalibration,
  ScenarioCalibration,
} from '../../../harness/model/documents/calibration-document.ts';
import { functionScenario } from '../../support/function-scenario.ts';

/** Returns the spread of `allocated` known from pairs of identical code. */
function spreadBehind(known: Partial<MetricCalibration>) {
  const calibration = { metrics: [{ metric: 'allocated', ...known }] };
  const [evidence] = collectMetricEvidence(
    {
      scenario: functionScenario(),
      gated: new Set(['allocated']),
      trials: { a: [], b: [] },
      calibration: calibration as unknown as ScenarioCalibration,
    },
    null,
  );
  return evidence?.pooledSpread;
}

test('judges counted metrics by the spread of identical code', () => {
  expect(spreadBehind({ pairs: 30, ratio: 1, deviation: 0.01 })).toEqual({
    sd: 0.01,
    degreesOfFreedom: 29,
  });
});

test('treats a spread as unknown, not as zero, when values are zero', () => {
  expect(spreadBehind({ pairs: 30, ratio: null, deviation: 0 })).toBeUndefined();
});
