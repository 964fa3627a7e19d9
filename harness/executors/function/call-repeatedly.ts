/** A function as it is called: with the unit's fixture and params. */
export type Run = (fixture: unknown, params: unknown) => unknown;

/**
 * How a result is consumed, which keeps the compiler from dropping the work that leads to it.
 * `nothing`: there is no result. `number`: added up, which keeps it out of the heap. `value`: stored
 * where the compiler cannot tell who reads it.
 */
export type Consumption = 'nothing' | 'number' | 'value';

/** Where results go. Reachable from outside, so that writing to it cannot be taken away. */
export const sink: { number: number; values: unknown[] } = { number: 0, values: [] };

/**
 * Calls a function without a result. Eight calls a round, so that counting does not weigh on the
 * time of a call that takes a fraction of a nanosecond.
 */
export function callForNothing(run: Run, fixture: unknown, params: unknown, count: number): void {
  let left = count;
  for (; left >= 8; left -= 8) {
    run(fixture, params);
    run(fixture, params);
    run(fixture, params);
    run(fixture, params);
    run(fixture, params);
    run(fixture, params);
    run(fixture, params);
    run(fixture, params);
  }
  for (; left > 0; left -= 1) run(fixture, params);
}

/** A constant, unlike a declared function, is inlined without a check that it is still the same. */
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/**
 * Calls a function and adds up its results: two sums, so that an addition need not wait for the one
 * before it. Costs 0.3 ns a call, 0.8 ns where the sums must be kept across calls that are not inlined.
 */
export function callForNumbers(run: Run, fixture: unknown, params: unknown, count: number): void {
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
  sink.number = even + odd;
}

/**
 * Calls a function and stores its results. The array is new for each batch: storing into a young
 * object costs less, since the collector need not be told.
 */
export function callForValues(run: Run, fixture: unknown, params: unknown, count: number): void {
  const values: unknown[] = [null, null, null, null, null, null, null, null];
  sink.values = values;
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
  }
  for (; left > 0; left -= 1) values[left & 7] = run(fixture, params);
}

/** Calls an async function, one call after the other, each awaited once. */
export async function callAndAwait(
  run: Run,
  fixture: unknown,
  params: unknown,
  count: number,
): Promise<void> {
  const values: unknown[] = [null];
  sink.values = values;
  for (let left = count; left > 0; left -= 1) values[0] = await run(fixture, params);
}

/** The functions that call what is measured, as a profiler names them. */
export const CALLERS: ReadonlySet<string> = new Set(
  [callForNothing, callForNumbers, callForValues, callAndAwait].map(({ name }) => name),
);

/** Whether a result must be awaited: promises and whatever else has a `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}
