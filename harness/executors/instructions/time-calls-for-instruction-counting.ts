import { runUserCode } from '../function/set-up-user-function-and-wrap-errors.ts';
import type { BatchCaller } from '../function/timed-function-call-batches.ts';

/** Multiple of eight plus one, so that both paths of the loop are compiled. */
export const SMALL_BATCH = 9;
/** Empty stretches after single calls, which measure the cost of the marks themselves. */
export const EMPTY_STRETCHES = 3;

/** Calls the function `count` times; returns elapsed ms. Throws become a `UserCodeError`. */
export function timeRepeatedCalls(caller: BatchCaller, count: number): Promise<number> {
  return runUserCode('run', () => caller.time(count));
}
