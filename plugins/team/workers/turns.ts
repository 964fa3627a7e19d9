/** Lets so many at a time do something; the others wait, first come, first served. */
export interface Turns {
  /** @throws the reason of the signal where it comes before the turn. */
  readonly take: <T>(signal: AbortSignal, action: () => Promise<T>) => Promise<T>;
}

/** @param places - How many at a time, from 1. */
export function createTurns(places: number): Turns {
  const waiting: (() => void)[] = [];
  let free = places;
  const enter = (signal: AbortSignal): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      waiting.push(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  return {
    take: async (signal, action) => {
      signal.throwIfAborted();
      await enter(signal);
      try {
        return await action();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
