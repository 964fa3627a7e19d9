/**
 * What the loader does for itself, so that a trace can tell it from what a program does: the libraries
 * that it loads are none of the program's.
 */

/** One count in the process: what registers the loader and what asks here may come in two bundles. */
const KEY = Symbol.for('perf-harness.own-work');
const shared = globalThis as { [KEY]?: { depth: number } };
shared[KEY] ??= { depth: 0 };
const work = shared[KEY];

/** The hook, known as the loader's own work while it runs; nothing of the program runs in it. */
export function asOwnWork<A extends readonly unknown[], R>(
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

/** Whether the loader is at work now. */
export function isOwnWork(): boolean {
  return work.depth > 0;
}
