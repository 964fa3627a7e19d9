/** Queue with limits on running and waiting work; anything beyond is rejected. */
export interface ConcurrencyLimit {
  /**
   * Runs work in the order of the calls, as soon as the limit permits.
   * @param onWait - Receives the number of tasks before it, if it has to wait.
   * @throws QueueFullError if the queue is full; the reason of the signal if it aborts before the
   * work starts.
   */
  readonly take: <T>(
    action: () => Promise<T>,
    signal: AbortSignal,
    onWait?: (before: number) => void,
  ) => Promise<T>;
}

/** Enough work waits already. */
export class QueueFullError extends Error {}

export function createConcurrencyLimit(
  atOnce: number,
  mostWaiting = Number.POSITIVE_INFINITY,
): ConcurrencyLimit {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    busy -= 1;
    waiting.shift()?.();
  };
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', leave);
        busy += 1;
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(go);
    });
  return {
    take: async (action, signal, onWait) => {
      signal.throwIfAborted();
      if (busy < atOnce) busy += 1;
      else {
        if (waiting.length >= mostWaiting) throw new QueueFullError();
        onWait?.(waiting.length + busy);
        await turn(signal);
      }
      try {
        return await action();
      } finally {
        next();
      }
    },
  };
}
