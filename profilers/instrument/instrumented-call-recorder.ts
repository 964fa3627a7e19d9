/** Runs in the measured process: how often instrumented functions are called, and for how long. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CallTimeSlots, createCallTimeSlots } from './function-call-totals-by-time-slot.ts';

interface Call {
  readonly of: number;
  readonly startMs: number;
  /** Bit mask of the functions that it runs in, itself included. */
  readonly mask: number;
  /** The function is around it already, so that its time counts there. */
  readonly isInner: boolean;
  /** null if there is no instrumented caller, or this call is over. */
  parent: Call | null;
  /** Number of unfinished calls below, and the time since when there has been at least one. */
  open: number;
  openFromMs: number;
  /** Time with at least one call below, milliseconds. */
  coveredMs: number;
  isOver: boolean;
}

export type CallRecorder = ReturnType<typeof createCallRecorder>;

/**
 * @param watched - True for each function whose memory is sampled. @param onIdle - Called when the
 * outermost call has returned.
 */
export function createCallRecorder(
  watched: readonly boolean[],
  offsetMs: number,
  onIdle: () => void,
) {
  const storage = new AsyncLocalStorage<Call>();
  const slots = createCallTimeSlots(watched.length, performance.now() + offsetMs);
  const memory = createMemorySampler();
  /** Calls that have not returned, awaited or not. */
  let depth = 0;
  /** Clock that excludes time spent on garbage collection for memory samples, milliseconds. */
  const clockMs = (): number => performance.now() - memory.lostMs();

  const begin = (of: number): Call => {
    const around = storage.getStore();
    const parent = around === undefined || around.isOver ? null : around;
    const startMs = clockMs();
    if (parent !== null) {
      if (parent.open === 0) parent.openFromMs = startMs;
      parent.open += 1;
    }
    const above = parent?.mask ?? 0;
    const own = 1 << of;
    return {
      ...{ of, startMs, mask: above | own, isInner: (above & own) !== 0, parent },
      ...{ open: 0, openFromMs: 0, coveredMs: 0, isOver: false },
    };
  };

  const end = (call: Call): void => {
    if (call.isOver) return;
    call.isOver = true;
    const now = clockMs();
    const covered = call.coveredMs + (call.open > 0 ? now - call.openFromMs : 0);
    const totalMs = now - call.startMs;
    const at = performance.now() + offsetMs;
    slots.add(call.of, 'calls', 1, at);
    slots.add(call.of, 'selfMs', Math.max(0, totalMs - covered), at);
    if (!call.isInner) slots.add(call.of, 'totalMs', totalMs, at);
    const { parent } = call;
    call.parent = null;
    if (parent === null || parent.isOver) return;
    parent.open -= 1;
    if (parent.open === 0) parent.coveredMs += now - parent.openFromMs;
  };

  const run = <Result>(of: number, work: () => Result): Result => {
    const sample = watched[of] === true ? memory.begin(of) : null;
    const call = begin(of);
    const finish = (): void => {
      end(call);
      if (sample !== null) memory.end(sample, performance.now() + offsetMs);
    };
    depth += 1;
    try {
      const result = storage.run(call, work);
      if (isPlainPromise(result)) return whenSettled(result, finish);
      finish();
      return result;
    } catch (error) {
      finish();
      throw error;
    } finally {
      depth -= 1;
      if (depth === 0) onIdle();
    }
  };

  return {
    run,
    /** Counts a network request or a database query of the running call. */
    count: (field: 'network' | 'database'): void => {
      const call = storage.getStore();
      if (call === undefined || call.isOver) return;
      const at = performance.now() + offsetMs;
      for (const of of watched.keys()) {
        if ((call.mask & (1 << of)) !== 0) slots.add(of, field, 1, at);
      }
    },
    written: (): ReturnType<CallTimeSlots['written']> & {
      readonly memory: readonly MemorySample[];
    } => ({ ...slots.written(), memory: memory.samples() }),
  };
}

/** True for a promise that may be replaced; with properties or own class its identity matters. */
function isPlainPromise(value: unknown): value is Promise<unknown> {
  return (
    value instanceof Promise &&
    Object.getPrototypeOf(value) === Promise.prototype &&
    Object.keys(value).length === 0
  );
}

/** Returns a promise settling like the original: unhandled rejections remain unhandled. */
function whenSettled<Result>(promise: Result & Promise<unknown>, finish: () => void): Result {
  const settled = promise.then(
    (value) => {
      finish();
      return value;
    },
    (error: unknown) => {
      finish();
      throw error;
    },
  );
  // Sound: a plain promise of the same value.
  return settled as Result & Promise<unknown>;
}

/** Runs in the measured process: measures the memory that individual calls leave on V8's heap. */

/** `[function, when it ended on the machine's monotonic clock in ms, bytes]`. */
export type MemorySample = readonly [of: number, atMs: number, bytes: number];

interface OpenSample {
  readonly of: number;
  readonly beforeBytes: number;
}

/** Limit of each function. A sample stops everything for two collections: a few show a leak. */
const MOST_SAMPLES = 8;
/** Time limit of all samples together. */
const MOST_LOST_MS = 1_500;
const LEAST_APART_MS = 40;
/** Number of first calls to skip, since they leave compiled code behind. */
const SKIPPED = 3;

/** Creates a sampler of occasional calls, one at a time: reachable memory before and after. */
function createMemorySampler() {
  const samples: MemorySample[] = [];
  const known = new Map<number, { calls: number; samples: number; lastMs: number }>();
  let collect: (() => void) | null = null;
  let lostMs = 0;
  let isOpen = false;

  const heldBytes = (): number => {
    const fromMs = performance.now();
    collect ??= exposedCollector();
    collect();
    const { used_heap_size: bytes } = getHeapStatistics();
    lostMs += performance.now() - fromMs;
    return bytes;
  };

  return {
    /** @returns null if this call is not sampled. */
    begin: (of: number): OpenSample | null => {
      const tally = known.get(of) ?? { calls: 0, samples: 0, lastMs: Number.NEGATIVE_INFINITY };
      known.set(of, tally);
      tally.calls += 1;
      if (isOpen || tally.calls <= SKIPPED || tally.samples >= MOST_SAMPLES) return null;
      const nowMs = performance.now();
      if (lostMs >= MOST_LOST_MS || nowMs - tally.lastMs < LEAST_APART_MS) return null;
      isOpen = true;
      tally.samples += 1;
      tally.lastMs = nowMs;
      return { of, beforeBytes: heldBytes() };
    },
    end: ({ of, beforeBytes }: OpenSample, atMs: number): void => {
      samples.push([of, atMs, heldBytes() - beforeBytes]);
      isOpen = false;
    },
    samples: (): readonly MemorySample[] => samples,
    /** Time spent on garbage collection so far, milliseconds. */
    lostMs: (): number => lostMs,
  };
}

/** V8 creates a context by current flags: the new context has `gc`, the program's does not. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  // Safe cast: V8 defines it as a function without parameters if that flag is set.
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
