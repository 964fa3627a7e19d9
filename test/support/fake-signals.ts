/** Signals for commands in the process of a test, which a real one would end. */
import type { Signals, TerminationSignal } from '../../harness/host/process/signals.ts';

/** Signals of a command, and what sends it one. */
export function createFakeSignals(): {
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
