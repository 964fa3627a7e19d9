/** Signals that request the end of a command. */
export type TerminationSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const END_SIGNALS: readonly TerminationSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface Signals {
  /** Calls the listener for each signal instead of exiting. @returns Function to stop it. */
  readonly onEnd: (listener: (signal: TerminationSignal) => void) => () => void;
}

export const signals: Signals = {
  onEnd: (listener) => {
    for (const signal of END_SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of END_SIGNALS) process.off(signal, listener);
    };
  },
};
