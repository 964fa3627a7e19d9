/** The signals that ask a command to end. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const END_SIGNALS: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface Signals {
  /** Calls the listener for each one instead of ending; gives back how to stop listening. */
  readonly onEnd: (listener: (signal: EndSignal) => void) => () => void;
}

export const signals: Signals = {
  onEnd: (listener) => {
    for (const signal of END_SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of END_SIGNALS) process.off(signal, listener);
    };
  },
};
