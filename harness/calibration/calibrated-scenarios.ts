import type { CalibratedScenario } from '../gate/refuse-calibrated.ts';
import { calibrationKey } from '../model/calibration-key.ts';
import type { ComparisonReport } from '../model/documents/document.ts';
import type { CalibrationStore } from './calibration-store.ts';

/** Each scenario of a live comparison, with what is known of the noise of such pairs as it measured. */
export function calibratedScenarios(
  scenarios: readonly CalibratedScenario['scenario'][],
  { runs }: Pick<ComparisonReport, 'runs'>,
  { find }: Pick<CalibrationStore, 'find'>,
): readonly CalibratedScenario[] {
  return scenarios.map((scenario) => {
    const key = calibrationKey(runs.filter((run) => run.scenario === scenario.name));
    return { scenario, calibration: key && find(key) };
  });
}
