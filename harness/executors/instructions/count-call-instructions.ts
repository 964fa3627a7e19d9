import { getPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage } from '../function/heap-meter.ts';
import { runUserCode, UserCodeError } from '../function/set-up-user-function-and-wrap-errors.ts';
import type { BatchCaller } from '../function/timed-function-call-batches.ts';
import { type CallPlan, EMPTY_STRETCHES } from './plan-instruction-counted-calls.ts';

/** Multiple of eight plus one, so that both paths of the loop are compiled. */
export const SMALL_BATCH = 9;

/** Calls the function `count` times; returns elapsed ms. Throws become a `UserCodeError`. */
export function timeRepeatedCalls(caller: BatchCaller, count: number): Promise<number> {
  return runUserCode('run', () => caller.time(count));
}

/** Places a mark: valgrind dumps and resets its counts on entry to this near-empty C function. */
const mark = (): unknown => getPriority();

/** Calls of the mark before anything is counted, so that it does the same every time. */
const REHEARSALS = 20;
/** Pause for V8's work on other threads after a collection, milliseconds. */
const SETTLE_MS = 20;

/** Warms up as planned: the same calls in the same portions in every process. */
export async function warmUpAsPlanned(caller: BatchCaller, plan: CallPlan): Promise<void> {
  for (let index = 0; index < REHEARSALS; index += 1) mark();
  for (let index = 0; index < plan.climbs; index += 1) await timeRepeatedCalls(caller, SMALL_BATCH);
  for (let index = 0; index < plan.batches; index += 1) {
    await caller.before?.();
    await timeRepeatedCalls(caller, plan.batchCalls);
    await caller.after?.();
  }
  collectGarbage('major');
}

/** Calls in two stretches, the second of twice as many, with a mark before and after each. */
export async function countCallInstructions(
  caller: BatchCaller,
  { calls, isSingle }: { readonly calls: number; readonly isSingle: boolean },
): Promise<void> {
  if (isSingle) return countSingly(caller, calls);
  for (const stretch of [calls, 2 * calls]) {
    await settle();
    await markAround(caller, stretch);
  }
}

async function countSingly(caller: BatchCaller, calls: number): Promise<void> {
  await settle();
  for (let index = 0; index < calls; index += 1) {
    await caller.before?.();
    await markAround(caller, 1);
    await caller.after?.();
  }
  for (let index = 0; index < EMPTY_STRETCHES; index += 1) await markAround(caller, 0);
}

/** Only the calls run between the marks; awaited only if the calls are async. */
async function markAround(caller: BatchCaller, calls: number): Promise<void> {
  try {
    mark();
    const timed = caller.time(calls);
    if (caller.isAsync) await timed;
    mark();
  } catch (thrown) {
    throw new UserCodeError('run', thrown);
  }
}

/** Empties the young generation before a stretch; the second collection moves out survivors. */
async function settle(): Promise<void> {
  collectGarbage('minor');
  collectGarbage('minor');
  await sleep(SETTLE_MS);
}
