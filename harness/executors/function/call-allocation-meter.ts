import { sampleMedian } from '../../stats/order-statistics.ts';
import { collectGarbage, usedHeapBytes, watchGarbageCollections } from './heap-meter.ts';
import type { BatchHooks, TimedBatches } from './run-call-batches-until-time-limit.ts';
import type { BatchCaller } from './timed-function-call-batches.ts';
import type { WarmFunction } from './warm-up-function.ts';
import { now } from './worker-clock-safe-from-fake-timers.ts';

/** Call time, ms, from which allocation is read around timed calls; else by calling again. */
const SLOW_CALL_MS = 10;

/** Bytes covered by one reading: V8's young pages are 256 KiB, and their ends remain empty. */
const READING_BYTES = 64 * 1024;
/** Bytes per call from which calls are read one by one. */
const LARGE_CALL_BYTES = READING_BYTES / 8;
const MIN_READINGS = 5;
const MAX_READINGS = 31;
/** Number of discarded readings: the reading code itself is still being optimised. */
const DISCARDED_PAIRS = 10;
/** Relative difference between readings up to which all calls count as allocating the same. */
const EQUAL_TOLERANCE = 0.01;
/** Bound of growth by empty ends of young pages: an object on these is below half a page. */
const MAX_PAGE_TAIL_FACTOR = 1.6;
/** Upper bound on what the harness and the compiler allocate around a batch, bytes. */
const HARNESS_BYTES = 4_096;

interface TimedTotals {
  readonly calls: number;
  readonly batches: number;
  readonly allocatedBytes: number;
}

export function createCallAllocationMeter(warm: WarmFunction) {
  const windows = warm.callMs >= SLOW_CALL_MS ? createAllocationWindows() : null;
  let timed: TimedTotals = { calls: 0, batches: 0, allocatedBytes: 0 };
  return {
    windows,
    add: ({ calls, times, allocatedBytes }: TimedBatches): void => {
      timed = {
        calls: timed.calls + calls,
        batches: timed.batches + times.length,
        allocatedBytes: timed.allocatedBytes + allocatedBytes,
      };
    },
    /** Returns the bytes per call. @param budgetMs - Time for reading in addition to the blocks. */
    perCall: async (budgetMs: number): Promise<number> =>
      windows === null ? readAllocation(warm, timed, budgetMs) : windows.perBatch() / warm.count,
  };
}

/** Reads bytes per call, over batches on an empty young page that no collection interrupts. */
async function readAllocation(
  { caller, count, callMs }: Pick<WarmFunction, 'caller' | 'count' | 'callMs'>,
  timed: TimedTotals,
  budgetMs: number,
): Promise<number> {
  const estimate = await readDifference(caller, 1);
  const affordable = Math.floor(budgetMs / MIN_READINGS / callMs);
  const calls = caller.isSingle ? 1 : callsPerReading(estimate, count, affordable);
  for (let index = 0; index < DISCARDED_PAIRS; index += 1) await readDifference(caller, 1);
  const readings: number[] = [];
  const start = now();
  do {
    readings.push(await readDifference(caller, calls));
  } while (
    readings.length < MIN_READINGS ||
    (readings.length < MAX_READINGS && now() - start < budgetMs)
  );
  const perCall = center(readings) / calls;
  return caller.isSingle ? perCall : includeUnexplainedGrowth(perCall, timed);
}

/** Returns the median of readings that agree, otherwise their mean. Never negative. */
function center(readings: readonly number[]): number {
  const center = sampleMedian(readings);
  const distances = readings.map((reading) => Math.abs(reading - center));
  if (sampleMedian(distances) <= Math.abs(center) * EQUAL_TOLERANCE) return Math.max(0, center);
  return Math.max(0, readings.reduce((sum, reading) => sum + reading, 0) / readings.length);
}

/** Calls in one reading: as many as fit its bytes, in multiples of eight for fast calls. */
function callsPerReading(estimate: number, count: number, affordable: number): number {
  if (estimate >= LARGE_CALL_BYTES) return 1;
  const fitting = Math.floor(READING_BYTES / Math.max(estimate, 1));
  if (count < 8) return Math.max(1, Math.min(fitting, affordable, 8));
  return Math.min(count - (count % 8), Math.max(8, fitting - (fitting % 8)));
}

/**
 * Returns the growth over all timed calls if readings and page ends do not explain it: rare large
 * allocations, such as of an array that doubles, show only over very many calls.
 */
function includeUnexplainedGrowth(
  perCall: number,
  { allocatedBytes, calls, batches }: TimedTotals,
): number {
  const grown = allocatedBytes / calls;
  const explained = perCall * MAX_PAGE_TAIL_FACTOR + (HARNESS_BYTES * batches) / calls + 1;
  return grown > explained ? grown : perCall;
}

/** Returns the bytes that calls allocate, less those of a reading without calls. */
async function readDifference(caller: BatchCaller, calls: number): Promise<number> {
  const empty = await readOnce(caller, 0);
  return (await readOnce(caller, calls)) - empty;
}

async function readOnce(caller: BatchCaller, calls: number): Promise<number> {
  collectGarbage('minor');
  // Hooks belong to a call.
  if (calls > 0) await caller.before?.();
  const window = openWindow();
  await caller.time(calls);
  const bytes = window();
  if (calls > 0) await caller.after?.();
  return bytes;
}

function openWindow(): () => number {
  const stop = watchGarbageCollections();
  const startBytes = usedHeapBytes();
  return () => {
    const grown = usedHeapBytes() - startBytes;
    return grown + stop().freedBytes;
  };
}

/** Creates hooks that read allocation around each timed batch, for calls too slow to repeat. */
function createAllocationWindows(): BatchHooks & { readonly perBatch: () => number } {
  const readings: number[] = [];
  let close: (() => number) | undefined;
  return {
    open: () => {
      close = openWindow();
    },
    close: () => {
      // Also after a batch that threw, whose block is discarded.
      if (close !== undefined) readings.push(close());
      close = undefined;
    },
    perBatch: () => center(readings),
  };
}
