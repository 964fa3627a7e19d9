import type { Caller } from '../function/caller.ts';
import { inPart } from '../function/subject.ts';

/** A round of eight, and one call more, so that both paths of the loop are known. */
export const SMALL_BATCH = 9;
/** Stretches without a call that follow single calls: they show what the marks themselves take. */
export const EMPTY_STRETCHES = 3;

/** Calls so often in a row; milliseconds that it took. What throws is known as the user's. */
export function timeCalls(caller: Caller, count: number): Promise<number> {
  return inPart('run', () => caller.time(count));
}
