import { Bench } from 'tinybench';
import { type GarbageCollections, usedHeapBytes, watchGarbageCollections } from './heap-meter.ts';
import { UserCodeError } from './set-up-user-function-and-wrap-errors.ts';
import type { BatchCaller } from './timed-function-call-batches.ts';
import type { WarmFunction } from './warm-up-function.ts';
import { now, yieldToEventLoop } from './worker-clock-safe-from-fake-timers.ts';

/** Batches of a block, as timed. */
export interface TimedBatches {
  /** Median of the time of a call over the batches, milliseconds. */
  readonly centerMs: number;
  /** Time of a call in each batch, in the order of measuring, milliseconds. */
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
const TURN_AFTER_MS = 25;
/** Most batches in a block: sorting more would take longer than measuring them. */
const MOST_BATCHES = 100_000;

/** Measures batches until the time is up. tinybench runs the loop and takes the median. */
export async function timeCallBatches(
  { caller, count }: Pick<WarmFunction, 'caller' | 'count'>,
  measureMs: number,
  around: readonly BatchHooks[],
): Promise<TimedBatches> {
  const enough = new AbortController();
  const taken = collectTimes(caller, count, () => enough.abort());
  const bench = new Bench({ time: measureMs, iterations: 1, warmup: false, signal: enough.signal });
  const turnIfDue = createTurns();
  let heap: Pick<TimedBatches, 'collections' | 'allocatedBytes'> | undefined;
  let stop = (): typeof heap => undefined;
  bench.add('run', batchTask(caller, count, taken.take), {
    async: caller.isAsync,
    beforeAll: () => {
      stop = watchHeap();
      taken.start();
    },
    beforeEach: async () => {
      await turnIfDue();
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
  return { centerMs: result.latency.p50, ...taken.result(), ...heap };
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

interface TakenTimes {
  readonly start: () => void;
  readonly take: (elapsedMs: number) => BatchResult;
  readonly result: () => Pick<TimedBatches, 'times' | 'calls' | 'totalMs' | 'cpuMs'>;
}

function collectTimes(caller: BatchCaller, count: number, onEnough: () => void): TakenTimes {
  const times: number[] = [];
  let totalMs = 0;
  let cpuMs = 0;
  let lastEnd = 0;
  return {
    start: () => {
      lastEnd = now();
    },
    take: (elapsedMs) => {
      times.push(elapsedMs / count);
      totalMs += elapsedMs;
      cpuMs += caller.cpuMs();
      if (times.length >= MOST_BATCHES) onEnough();
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

function createTurns(): () => Promise<void> | undefined {
  let last = now();
  return () => {
    if (now() - last < TURN_AFTER_MS) return;
    return yieldToEventLoop().then(() => {
      last = now();
    });
  };
}
