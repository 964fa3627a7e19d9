import { sampleMedian } from '../../stats/order-statistics.ts';
import { collectGarbage, usedHeapBytes } from '../function/heap-meter.ts';
import type { BatchCaller } from '../function/timed-function-call-batches.ts';
import { processCpuMicroseconds } from '../function/worker-clock-safe-from-fake-timers.ts';
import { SMALL_BATCH, timeRepeatedCalls } from './count-call-instructions.ts';
import { type Calibration, roundToPowerOfTwo } from './plan-instruction-counted-calls.ts';

/**
 * Warm-up of a function, milliseconds of CPU time: on a busy machine other processes would use up
 * wall time, and the code would be counted before V8 has compiled it. V8 compiles as soon as code
 * is hot, since it does so on the main thread here; under valgrind this takes about ten times as
 * long.
 */
const WARMUP_MS = 120;
/** Small batches at the most; V8 compiles a loop with its best compiler after 3,000 entries. */
const MOST_CLIMBS = 8_192;
/** Duration of a larger batch, milliseconds. */
const BATCH_MS = 1;
/** Duration of the calls over which allocation is read, milliseconds. */
const READING_MS = 2;
/** Time, ms, assumed for a call that takes none by the clock, which counts whole microseconds. */
const SHORTEST_MS = 1e-6;
/** More calls in a batch would only be a counter gone wild. */
const MOST_CALLS = 2 ** 24;

/** Warms up a function without valgrind, counts these calls, and measures the time of a call. */
export async function calibrateFunctionCalls(
  caller: BatchCaller,
  firstMs: number,
): Promise<Calibration> {
  const start = processCpuMicroseconds();
  const isOver = (share: number): boolean =>
    processCpuMicroseconds() - start >= WARMUP_MS * 1_000 * share;
  let climbs = 0;
  let callMs = firstMs;
  // A call that takes the whole warm-up cannot get any warmer.
  if (!caller.isSingle && firstMs < WARMUP_MS) {
    for (; climbs < MOST_CLIMBS && !isOver(0.5); climbs += 1) {
      await timeRepeatedCalls(caller, SMALL_BATCH);
      callMs = caller.cpuMs() / SMALL_BATCH;
    }
  }
  const fitting = Math.min(MOST_CALLS, roundToPowerOfTwo(BATCH_MS / Math.max(callMs, SHORTEST_MS)));
  const batchCalls = caller.isSingle ? 1 : fitting;
  const times: number[] = [];
  while (!isOver(1)) {
    await caller.before?.();
    await timeRepeatedCalls(caller, batchCalls);
    times.push(caller.cpuMs() / batchCalls);
    await caller.after?.();
  }
  if (times.length > 0) callMs = sampleMedian(times.slice(times.length >> 1));
  const callBytes = caller.isSingle ? 0 : await readBytes(caller, callMs);
  const { isSingle } = caller;
  return { callBytes, isSingle, climbs, batches: times.length, batchCalls };
}

async function readBytes(caller: BatchCaller, callMs: number): Promise<number> {
  const calls = Math.min(MOST_CALLS, roundToPowerOfTwo(READING_MS / Math.max(callMs, SHORTEST_MS)));
  collectGarbage('minor');
  const before = usedHeapBytes();
  await timeRepeatedCalls(caller, calls);
  return Math.max(0, usedHeapBytes() - before) / calls;
}
