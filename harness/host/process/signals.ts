/** The signals that ask a command to end. */
export type TerminationSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const END_SIGNALS: readonly TerminationSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface Signals {
  /** Calls the listener for each one instead of ending; gives back how to stop listening. */
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
