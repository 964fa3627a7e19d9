import {
  type MeasurementSession,
  openMeasurementSession,
} from '../../../api/project/lock-and-inspect-machine-for-measurement.ts';
import type { Host } from '../../../harness/host.ts';
import { createProgressDisplay } from '../../execution/measurement-progress-display.ts';
import { excludeLockWaits, type PausableTimeout } from './pausable-timeout.ts';

/** Opens a session that shows nothing but waiting for other measurements, which pauses the limits. */
export function openInitMeasurementSession(
  host: Host,
  limits: readonly PausableTimeout[],
  signal: AbortSignal,
): MeasurementSession {
  const progress = createProgressDisplay(host);
  const opened = openMeasurementSession(host, {
    label: 'perf-harness init',
    signal,
    onProgress: (event) => {
      if (event.type === 'waiting') progress.listen(event);
    },
  });
  return limits.reduce(excludeLockWaits, opened);
}
