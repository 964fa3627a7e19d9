/** Marks the loader's own work, so that traces do not attribute its libraries to the program. */
import { processSingleton } from '../probe/process-singleton.ts';

const work = processSingleton('own-work', () => ({ depth: 0 }));

/** Wraps a hook to mark its run as the loader's own work; no code of the program runs in it. */
export function trackLoaderActivity<A extends readonly unknown[], R>(
  hook: (...args: A) => R,
): (...args: A) => R {
  return (...args) => {
    work.depth += 1;
    try {
      return hook(...args);
    } finally {
      work.depth -= 1;
    }
  };
}

/** True while the loader itself is at work. */
export function isLoaderActive(): boolean {
  return work.depth > 0;
}
