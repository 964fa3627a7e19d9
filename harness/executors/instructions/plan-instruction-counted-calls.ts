import { YOUNG_GENERATION_MB } from './instruction-counting-v8-flags.ts';

/** Empty stretches after single calls, which measure the cost of the marks themselves. */
export const EMPTY_STRETCHES = 3;

/** Properties of a function measured without valgrind, under the flags that it is counted with. */
export interface Calibration {
  readonly callBytes: number;
  /** True if hooks run around each call, so that calls are counted one by one. */
  readonly isSingle: boolean;
  /** Small warm-up batches, which are followed by the larger `batches`. */
  readonly climbs: number;
  readonly batches: number;
  readonly batchCalls: number;
}

/** Plan for warming up and calling a function, the same on both sides of a pair. */
export interface CallPlan {
  /** Batches of `SMALL_BATCH` calls, which make V8 compile the loop around them. */
  readonly climbs: number;
  readonly batches: number;
  readonly batchCalls: number;
  /** Calls of a first count, from which it follows how many are counted in earnest. */
  readonly probeCalls: number;
  readonly mostCalls: number;
  readonly isSingle: boolean;
}

/**
 * Minimum length of the shorter stretch, instructions. Differences between processes (a task of
 * V8's own, a branch in the C library that depends on addresses) were mostly zero, and some 3,000
 * in one stretch of twenty: 0.05 % of it, if the median of three counts has any.
 */
const STRETCH_INSTRUCTIONS = 6e6;
/** Share of the young generation that the longer stretch may fill. */
const FILLED_SHARE = 0.6;
/** Every single call makes callgrind write two files. */
const MOST_SINGLE_CALLS = 16;
/** Calls in the first count, as a share of a batch. */
const PROBE_SHARE = 0.25;

export function planCountedCalls(calibration: Calibration): CallPlan {
  const { callBytes, isSingle, climbs, batches, batchCalls } = calibration;
  const room = (YOUNG_GENERATION_MB * 2 ** 20 * FILLED_SHARE) / 2 / Math.max(callBytes, 1);
  const mostCalls = isSingle ? MOST_SINGLE_CALLS : 2 ** Math.floor(Math.log2(Math.max(1, room)));
  return {
    climbs: climbs === 0 ? 0 : roundToPowerOfTwo(climbs),
    batches: batches === 0 ? 0 : roundToPowerOfTwo(batches),
    batchCalls,
    probeCalls: Math.min(mostCalls, roundToPowerOfTwo(batchCalls * PROBE_SHARE)),
    mostCalls,
    isSingle,
  };
}

/**
 * Returns the number of calls that take `STRETCH_INSTRUCTIONS`, based on counts instead of time, so
 * that a busy machine has no influence.
 */
export function planStretchCalls(perCall: number, { mostCalls }: CallPlan): number {
  return Math.min(
    mostCalls,
    2 ** Math.max(0, Math.ceil(Math.log2(STRETCH_INSTRUCTIONS / perCall))),
  );
}

/** Rounds to the nearest power of two, at least 1: similar calibrations give the same plan. */
export function roundToPowerOfTwo(value: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(value)));
}
