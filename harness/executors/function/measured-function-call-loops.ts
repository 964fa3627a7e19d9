export type MeasuredCallback = (fixture: unknown, params: unknown) => unknown;

/**
 * Way of consuming a result, which keeps the compiler from dropping the work behind it. `nothing`:
 * there is no result. `number`: added up, which keeps it out of the heap. `value`: stored where the
 * compiler cannot prove that nobody reads it.
 */
export type ResultConsumption = 'nothing' | 'number' | 'value';

/** Destination of results, reachable from outside so that the compiler cannot drop the writes. */
export const resultSink: {
  number: number;
  values: unknown[];
  /** True after a result that is a promise and was not awaited. */
  hasPromise: boolean;
  /** True after a result that is not a promise, in a loop that awaits each. */
  hasPlain: boolean;
  /** True after a result, not a promise, of a different kind from what the loop consumes. */
  hasOther: boolean;
} = { number: 0, values: [], hasPromise: false, hasPlain: false, hasOther: false };

/** Notes a result of an unexpected kind; separate, to keep the expected path fast. */
function noteUnexpected(value: unknown): void {
  resultSink.values = [value];
  if (isThenable(value)) resultSink.hasPromise = true;
  else resultSink.hasOther = true;
}

// Constants, unlike declared functions, are inlined without a check that they are still the same.

const expectNothing = (value: unknown): void => {
  if (value !== undefined) noteUnexpected(value);
};

const numberOf = (value: unknown): number => {
  if (typeof value === 'number') return value;
  noteUnexpected(value);
  return 0;
};

/** Calls a function without results; eight calls per iteration, to make counting negligible. */
export function callIgnoringResults(
  run: MeasuredCallback,
  fixture: unknown,
  params: unknown,
  count: number,
): void {
  let left = count;
  for (; left >= 8; left -= 8) {
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
    expectNothing(run(fixture, params));
  }
  for (; left > 0; left -= 1) expectNothing(run(fixture, params));
}

/**
 * Calls a function and sums its results, in two sums, so that no addition waits for the previous
 * one: 0.3 ns a call, 0.8 ns if not inlined.
 */
export function callSummingResults(
  run: MeasuredCallback,
  fixture: unknown,
  params: unknown,
  count: number,
): void {
  let even = 0;
  let odd = 0;
  let left = count;
  for (; left >= 8; left -= 8) {
    even += numberOf(run(fixture, params));
    odd += numberOf(run(fixture, params));
    even += numberOf(run(fixture, params));
    odd += numberOf(run(fixture, params));
    even += numberOf(run(fixture, params));
    odd += numberOf(run(fixture, params));
    even += numberOf(run(fixture, params));
    odd += numberOf(run(fixture, params));
  }
  for (; left > 0; left -= 1) even += numberOf(run(fixture, params));
  resultSink.number = even + odd;
}

/** Slot of the result that the next batch inspects in its first round. */
let firstSlot = 0;

/**
 * Calls a function and stores its results. The array is new for each batch, since storing into a
 * young object costs less: it needs no write barrier for the collector. Inspecting each result
 * would cost up to 3 ns a call, so one of eight is inspected, a different slot in each round and
 * batch. A promise at any regular interval is therefore found.
 */
export function callStoringResults(
  run: MeasuredCallback,
  fixture: unknown,
  params: unknown,
  count: number,
): void {
  const values: unknown[] = [null, null, null, null, null, null, null, null];
  resultSink.values = values;
  let slot = firstSlot;
  firstSlot = (firstSlot + 1) & 7;
  let left = count;
  for (; left >= 8; left -= 8) {
    values[0] = run(fixture, params);
    values[1] = run(fixture, params);
    values[2] = run(fixture, params);
    values[3] = run(fixture, params);
    values[4] = run(fixture, params);
    values[5] = run(fixture, params);
    values[6] = run(fixture, params);
    values[7] = run(fixture, params);
    if (isPromise(values[slot])) resultSink.hasPromise = true;
    slot = (slot + 1) & 7;
  }
  for (; left > 0; left -= 1) {
    values[left] = run(fixture, params);
    if (isPromise(values[left])) resultSink.hasPromise = true;
  }
}

/** True for promises by their class; reading the `then` of each value could run user code. */
const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value instanceof Promise;

/** Calls an async function repeatedly, awaiting each call before the next. */
export async function callAwaitingResults(
  run: MeasuredCallback,
  fixture: unknown,
  params: unknown,
  count: number,
): Promise<void> {
  const values: unknown[] = [null];
  resultSink.values = values;
  for (let left = count; left > 0; left -= 1) {
    const result = run(fixture, params);
    if (!(isPromise(result) || isThenable(result))) resultSink.hasPlain = true;
    values[0] = await result;
  }
}

/** Names, as shown by a profiler, of the functions that call the measured function. */
export const CALL_LOOP_NAMES: ReadonlySet<string> = new Set(
  [callIgnoringResults, callSummingResults, callStoringResults, callAwaitingResults].map(
    ({ name }) => name,
  ),
);

/** True for results that must be awaited: promises and other objects with a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}
