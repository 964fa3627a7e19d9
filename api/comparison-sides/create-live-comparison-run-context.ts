import type { CalibrationStore } from '../../harness/calibration/noise-calibration-store.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveContext } from '../../harness/live-comparison/live-comparison-context.ts';
import {
  POST_COMPARISON_CHECKS,
  PRE_RUN_CHECKS,
} from '../measure/checks-before-and-after-measurement.ts';
import type { MeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** Returns what measures two sides, under the lock of a session and with all checks. */
export function createLiveComparisonRunContext(
  host: Host,
  session: MeasurementSession,
  calibrations: CalibrationStore,
  own: Pick<LiveContext, 'executors' | 'instructions' | 'onProgress' | 'save'>,
): LiveContext {
  return {
    host,
    ...own,
    checksBefore: PRE_RUN_CHECKS,
    checksAfter: POST_COMPARISON_CHECKS,
    lock: session.lock,
    readMachineState: session.readMachineState,
    calibrationOf: calibrations.find,
  };
}
