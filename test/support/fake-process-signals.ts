/** Signals for commands in a test's process, which a real signal would end. */
import type { Signals, TerminationSignal } from '../../harness/host/process/termination-signals.ts';

/** Creates the signals of a command, and a function that sends it a signal. */
export function createFakeProcessSignals(): {
  readonly signals: Signals;
  readonly send: (signal: TerminationSignal) => void;
} {
  const listeners = new Set<(signal: TerminationSignal) => void>();
  return {
    signals: {
      onEnd: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    send: (signal) => {
      for (const listen of listeners) listen(signal);
    },
  };
}
