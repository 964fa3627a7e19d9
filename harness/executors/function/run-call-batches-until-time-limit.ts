import { Bench } from 'tinybench';
import { type GarbageCollections, usedHeapBytes, watchGarbageCollections } from './heap-meter.ts';
import { UserCodeError } from './set-up-user-function-and-wrap-errors.ts';
import type { BatchCaller } from './timed-function-call-batches.ts';
import type { WarmFunction } from './warm-up-function.ts';
import { now, yieldToEventLoop } from './worker-clock-safe-from-fake-timers.ts';

export interface TimedBatches {
  readonly centerMs: number;
  /** Time of a call in each batch, in measurement order, milliseconds. */
  readonly times: readonly number[];
  readonly calls: number;
  readonly totalMs: number;
  readonly cpuMs: number;
  readonly collections: GarbageCollections;
  /** Bytes allocated from the first batch to the last, including those of hooks and harness. */
  readonly allocatedBytes: number;
}

/** Hooks right before and right after each batch, outside its time. */
export interface BatchHooks {
  readonly open: () => void;
  readonly close: () => void;
}

/** Time, ms, after which the harness yields to the event loop for messages and timers. */
const YIELD_AFTER_MS = 25;
/** Maximum number of batches in a block: sorting more would take longer than measuring them. */
const MAX_BATCHES = 100_000;

/** Times batches until the time is up; tinybench runs the loop and computes the median. */
export async function timeCallBatches(
  { caller, count }: Pick<WarmFunction, 'caller' | 'count'>,
  measureMs: number,
  around: readonly BatchHooks[],
): Promise<TimedBatches> {
  const batchLimit = new AbortController();
  const collector = collectTimes(caller, count, () => batchLimit.abort());
  const bench = new Bench({
    time: measureMs,
    iterations: 1,
    warmup: false,
    signal: batchLimit.signal,
  });
  const yieldIfDue = createThrottledYield();
  let heap: Pick<TimedBatches, 'collections' | 'allocatedBytes'> | undefined;
  let stop = (): typeof heap => undefined;
  bench.add('run', batchTask(caller, count, collector.record), {
    async: caller.isAsync,
    beforeAll: () => {
      stop = watchHeap();
      collector.start();
    },
    beforeEach: async () => {
      await yieldIfDue();
      await caller.before?.();
      for (const hook of around) hook.open();
    },
    afterEach: async () => {
      for (const hook of around) hook.close();
      await caller.after?.();
    },
    // Before tinybench takes its statistics, which allocate.
    afterAll: async () => {
      // V8 defers collections until the event loop runs; they belong to this block, not to the
      // pause after it.
      await yieldToEventLoop();
      heap = stop();
    },
  });
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state === 'errored') throw result.error;
  if (result === undefined || !('latency' in result) || heap === undefined) {
    throw new Error(`tinybench ended ${result?.state ?? 'without a task'}`);
  }
  return { centerMs: result.latency.p50, ...collector.result(), ...heap };
}

type BatchResult = {
  readonly overriddenDuration: number;
  readonly overriddenIterationCost: number;
};

/** Creates the task tinybench runs: each call is one batch, and reports the time of one call. */
function batchTask(
  caller: BatchCaller,
  count: number,
  take: (elapsedMs: number) => BatchResult,
): () => BatchResult | Promise<BatchResult> {
  if (caller.isAsync) {
    return async () => {
      try {
        return take(await caller.time(count));
      } catch (thrown) {
        throw new UserCodeError('run', thrown);
      }
    };
  }
  return () => {
    try {
      return take(caller.time(count) as number);
    } catch (thrown) {
      throw new UserCodeError('run', thrown);
    }
  };
}

function collectTimes(caller: BatchCaller, count: number, onEnough: () => void) {
  const times: number[] = [];
  let totalMs = 0;
  let cpuMs = 0;
  let lastEnd = 0;
  return {
    start: () => {
      lastEnd = now();
    },
    record: (elapsedMs: number): BatchResult => {
      times.push(elapsedMs / count);
      totalMs += elapsedMs;
      cpuMs += caller.cpuMs();
      if (times.length >= MAX_BATCHES) onEnough();
      const end = now();
      const sinceLast = end - lastEnd;
      lastEnd = end;
      // Hooks count against the time of the block as well; otherwise a slow hook would prolong it.
      return { overriddenDuration: elapsedMs / count, overriddenIterationCost: sinceLast };
    },
    result: () => ({ times, calls: times.length * count, totalMs, cpuMs }),
  };
}

function watchHeap(): () => Pick<TimedBatches, 'collections' | 'allocatedBytes'> {
  const stop = watchGarbageCollections();
  const startBytes = usedHeapBytes();
  return () => {
    const endBytes = usedHeapBytes();
    const collections = stop();
    return { collections, allocatedBytes: endBytes - startBytes + collections.freedBytes };
  };
}

function createThrottledYield(): () => Promise<void> | undefined {
  let last = now();
  return () => {
    if (now() - last < YIELD_AFTER_MS) return;
    return yieldToEventLoop().then(() => {
      last = now();
    });
  };
}
