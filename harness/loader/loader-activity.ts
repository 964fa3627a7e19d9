/** The loader's own work, so that a trace takes its libraries for none of the program's. */
import { processSingleton } from '../probe/process-singleton.ts';

const work = processSingleton('own-work', () => ({ depth: 0 }));

/** The hook, known as the loader's own work while it runs; nothing of the program runs in it. */
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
