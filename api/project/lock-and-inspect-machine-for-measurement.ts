import type { Host } from '../../harness/host.ts';
import type { MachineState } from '../../harness/model/measurement-environment.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';
import { readMachineState } from '../../harness/sampling/machine-state-and-environment.ts';
import {
  createMeasurementLock,
  type MeasurementLock,
} from '../../harness/sampling/measurement-lock.ts';
import { waitForSpareReaders } from '../../harness/scenario/load/load-user-modules.ts';
import type { SnapshotProgress } from '../../harness/snapshot/base-and-head-snapshot-request.ts';

/** State of the machine that a run needs, whichever scenarios it measures. */
export interface MeasurementSession {
  readonly lock: MeasurementLock;
  readonly readMachineState: (signal: AbortSignal) => Promise<MachineState>;
  /** Aborts the inspection of the machine that was started ahead, and resolves when it has ended. */
  readonly close: () => Promise<void>;
}

export interface MeasurementSessionOptions {
  /** Name of the measuring command, shown to processes that wait for it: `perf-harness compare`. */
  readonly label: string;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/**
 * Starts to inspect the machine at once, since that takes a tenth of a second, in which scenarios
 * can be found. Neither the work of perf-harness meanwhile nor another measuring perf-harness
 * process counts as load: the inspection waits for the latter.
 */
export function openMeasurementSession(
  host: Host,
  options: MeasurementSessionOptions,
): MeasurementSession {
  const lock = createMeasurementLock(host, {
    label: options.label,
    onWaiting: (holder) => options.onProgress({ type: 'waiting', holder }),
  });
  const closing = new AbortController();
  const look = (signal: AbortSignal): Promise<MachineState> => {
    const read = () => readMachineState(host, closing.signal);
    return lock.hold('machine state', read, signal).catch(read);
  };
  let ahead: Promise<MachineState> | null = look(AbortSignal.any([options.signal, closing.signal]));
  // Only `close` awaits it in a run that ends before measuring; one that measures gets the error.
  const ended = ahead.then(
    () => undefined,
    () => undefined,
  );
  return {
    lock: {
      waitedMs: lock.waitedMs,
      hold: async (label, action, signal) => {
        await waitForSpareReaders();
        return lock.hold(label, action, signal);
      },
    },
    readMachineState: (signal) => {
      const first = ahead;
      ahead = null;
      return first ?? look(signal);
    },
    close: () => {
      closing.abort();
      return ended;
    },
  };
}

/** Runs an action within a session, and closes the session even if the action throws. */
export async function withMeasurementSession<T>(
  host: Host,
  options: MeasurementSessionOptions,
  action: (session: MeasurementSession) => Promise<T>,
): Promise<T> {
  const session = openMeasurementSession(host, options);
  try {
    return await action(session);
  } finally {
    await session.close();
  }
}

/** Session, signal and listeners of a measuring call. */
export interface SessionContext {
  readonly session: MeasurementSession;
  /** Aborts the call; results measured so far are kept. */
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly onSnapshot?: (progress: SnapshotProgress) => void;
}
