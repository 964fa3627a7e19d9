import type { MeasurementSession } from '../../../api/project/lock-and-inspect-machine-for-measurement.ts';
import type { Host } from '../../../harness/host.ts';

/** A time limit that can be paused. */
export interface PausableTimeout {
  /** Aborts once the limit is reached, pauses excluded. */
  readonly signal: AbortSignal;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Stops the timer permanently. */
  readonly end: () => void;
}

/** Creates a timeout that starts at once. */
export function createPausableTimeout(
  { monotonicMs }: Host['clock'],
  limitMs: number,
): PausableTimeout {
  const limit = new AbortController();
  let leftMs = limitMs;
  let startedMs = 0;
  let timer: NodeJS.Timeout | null = null;
  const resume = (): void => {
    if (timer !== null) return;
    startedMs = monotonicMs();
    timer = setTimeout(() => limit.abort(), Math.max(0, leftMs));
  };
  const pause = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    leftMs -= monotonicMs() - startedMs;
  };
  resume();
  return { signal: limit.signal, pause, resume, end: pause };
}

/** Returns a session that pauses a time limit while waiting for measurements on this machine. */
export function excludeLockWaits(
  session: MeasurementSession,
  { pause, resume }: PausableTimeout,
): MeasurementSession {
  return {
    ...session,
    lock: {
      waitedMs: session.lock.waitedMs,
      hold: (label, action, signal) => {
        pause();
        const begin = () => {
          resume();
          return action();
        };
        return session.lock.hold(label, begin, signal).finally(resume);
      },
    },
    readMachineState: (signal) => {
      pause();
      return session.readMachineState(signal).finally(resume);
    },
  };
}
