import type { BatchCaller } from '../function/batch-caller.ts';
import { runUserCode } from '../function/prepared-function.ts';

/** A round of eight, and one call more, so that both paths of the loop are known. */
export const SMALL_BATCH = 9;
/** Stretches without a call that follow single calls: they show what the marks themselves take. */
export const EMPTY_STRETCHES = 3;

/** Calls so often in a row; milliseconds that it took. What throws is known as the user's. */
export function timeCalls(caller: BatchCaller, count: number): Promise<number> {
  return runUserCode('run', () => caller.time(count));
}
