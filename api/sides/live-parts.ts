import type { CalibrationStore } from '../../harness/calibration/calibration-store.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveContext } from '../../harness/live/live-context.ts';
import { CHECKS_AFTER_LIVE, CHECKS_BEFORE } from '../measure/checks.ts';
import type { Session } from '../project/open-session.ts';

/** Returns what measures two sides, under the lock of a session and with all checks. */
export function liveParts(
  host: Host,
  session: Session,
  calibrations: CalibrationStore,
  own: Pick<LiveContext, 'executors' | 'instructions' | 'onProgress' | 'save'>,
): LiveContext {
  return {
    host,
    ...own,
    checksBefore: CHECKS_BEFORE,
    checksAfter: CHECKS_AFTER_LIVE,
    lock: session.lock,
    readMachineState: session.readMachineState,
    calibrationOf: calibrations.find,
  };
}
