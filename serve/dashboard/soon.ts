import { setTimeout as sleep } from 'node:timers/promises';

/** What takes longer goes on behind a page that says so. */
export const LATER: unique symbol = Symbol('later');

/** The outcome of some work, or that it is not there yet. @param patienceMs - How long it is waited for. */
export async function soon<T>(work: Promise<T>, patienceMs: number): Promise<T | typeof LATER> {
  const ended = new AbortController();
  const later = sleep(patienceMs, undefined, { signal: ended.signal }).then(
    (): typeof LATER => LATER,
    (): typeof LATER => LATER,
  );
  try {
    return await Promise.race([work, later]);
  } finally {
    ended.abort();
  }
}
