import { YOUNG_GENERATION_MB } from './v8-flags.ts';

/** What a function showed without valgrind, under the flags that it is counted with. */
export interface Calibration {
  /** Time of a call when it is warm, milliseconds. */
  readonly callMs: number;
  /** Bytes that a call allocates on the heap. */
  readonly callBytes: number;
  /** Hooks run around each call, so that calls are counted one by one. */
  readonly isSingle: boolean;
  /** Small batches, then larger ones, that it was warmed up with. */
  readonly climbs: number;
  readonly batches: number;
  readonly batchCalls: number;
}

/** How a function is warmed up and how often it is called, the same on both sides of a pair. */
export interface CallPlan {
  /** Batches of `SMALL_BATCH` calls, which make V8 compile the loop around them. */
  readonly climbs: number;
  readonly batches: number;
  readonly batchCalls: number;
  /** Calls in the first stretch; the second has twice as many. */
  readonly calls: number;
  readonly isSingle: boolean;
}

/**
 * What the shorter stretch takes without valgrind, milliseconds: some 10 to 30 million instructions.
 * What differs from one process to the next (a task of V8's own, a branch in the C library that
 * depends on addresses) was at most 5,000 instructions a stretch, so at most 0.05 % of it; mostly it was nothing.
 */
const STRETCH_MS = 3;
/** Share of the young generation that the longer stretch may fill. */
const FILLED_SHARE = 0.6;
/** Every single call makes callgrind write two files. */
const MOST_SINGLE_CALLS = 16;
/** Stretches without a call that follow single calls: they show what the marks themselves take. */
export const EMPTY_STRETCHES = 3;

/** How often to call a function, from what it showed. `iterations` is what the scenario insists on. */
export function planCalls(calibration: Calibration, iterations: number | null): CallPlan {
  const { callMs, callBytes, isSingle, climbs, batches, batchCalls } = calibration;
  const enough = powerOfTwo(STRETCH_MS / Math.max(callMs, 1e-7));
  const room = (YOUNG_GENERATION_MB * 2 ** 20 * FILLED_SHARE) / 2 / Math.max(callBytes, 1);
  const most = isSingle ? MOST_SINGLE_CALLS : Math.max(1, Math.floor(room));
  return {
    climbs: climbs === 0 ? 0 : powerOfTwo(climbs),
    batches: batches === 0 ? 0 : powerOfTwo(batches),
    batchCalls,
    calls: iterations ?? Math.min(enough, 2 ** Math.floor(Math.log2(most))),
    isSingle,
  };
}

/** The nearest one, at least 1: so that a calibration which differs a little plans the same. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(value)));
}
