import { types } from 'node:util';

export type CallEnd =
  | { readonly type: 'returned' | 'resolved'; readonly value: unknown }
  | { readonly type: 'threw' | 'rejected'; readonly value: unknown }
  | { readonly type: 'pending'; readonly value: undefined };

/** Idle iterations of the event loop after which a promise counts as never settling. */
const IDLE_ITERATIONS = 12;
/** Handles that stay open as long as this thread lives. */
const OWN_HANDLES = new Set(['MessagePort', 'TTYWrap', 'PipeWrap']);
/** Closing of a file: one may stay open from loading, but a call that reads one waits for its own. */
const CLOSING_FILE = 'CloseReq';

// Taken before time is fixed, and before a module could replace them.
const { getActiveResourcesInfo } = process;
const { setImmediate: immediate } = globalThis;
const realNow = performance.now.bind(performance);

/** Number of answers so far; while it grows, a promise may still settle. */
let answers = 0;

/** Reports that an awaited answer is pending or has arrived. */
export function reportPendingAnswer(): void {
  answers += 1;
}

/** Promises of file operations that are pending: the engine does not list all of them as active. */
let pending = 0;

/** Keeps calls waiting until a promise settles. */
export function trackPendingPromise(promise: Promise<unknown>): void {
  pending += 1;
  const done = (): void => {
    pending -= 1;
  };
  promise.then(done, done);
}

export function waitForImmediate(): Promise<void> {
  return new Promise((resolve) => {
    immediate(() => resolve());
  });
}

/** Calls a function and awaits its promise while any work is in progress, for at most `limitMs`. */
export async function settleCall(call: () => unknown, limitMs: number): Promise<CallEnd> {
  let value: unknown;
  try {
    value = call();
  } catch (error) {
    return { type: 'threw', value: error };
  }
  if (!types.isPromise(value)) return { type: 'returned', value };
  return waitForPromise(value, limitMs);
}

/** Returns the outcome of a promise; `pending` if it does not settle in time. */
export async function waitForPromise(promise: Promise<unknown>, limitMs: number): Promise<CallEnd> {
  let end: CallEnd | null = null;
  promise.then(
    (value) => {
      end = { type: 'resolved', value };
    },
    (error: unknown) => {
      end = { type: 'rejected', value: error };
    },
  );
  await waitUntil(() => end !== null, limitMs);
  return end ?? { type: 'pending', value: undefined };
}

/** Waits for a condition while any work is in progress, for at most `limitMs`. */
export async function waitUntil(condition: () => boolean, limitMs: number): Promise<void> {
  const until = realNow() + limitMs;
  const closing = countClosing(getActiveResourcesInfo());
  let idle = 0;
  let known = answers;
  while (!condition() && idle < IDLE_ITERATIONS && realNow() < until) {
    await waitForImmediate();
    const resources = getActiveResourcesInfo();
    const isIdle =
      answers === known &&
      pending === 0 &&
      countClosing(resources) <= closing &&
      resources.every((resource) => resource === CLOSING_FILE || OWN_HANDLES.has(resource));
    idle = isIdle ? idle + 1 : 0;
    known = answers;
  }
}

function countClosing(resources: readonly string[]): number {
  return resources.filter((resource) => resource === CLOSING_FILE).length;
}
