import { sampleMedian } from '../../stats/order-statistics.ts';
import { type PreparedFunction, runUserCode } from './set-up-user-function-and-wrap-errors.ts';
import {
  type BatchCaller,
  callOnce,
  combineFirstCalls,
  createBatchCaller,
  type FirstCall,
} from './timed-function-call-batches.ts';
import { now } from './worker-clock-safe-from-fake-timers.ts';

/**
 * Minimum duration of a batch, milliseconds: short enough for thousands of batches in a trial and
 * for a median that interrupts do not affect, long enough for the clock's own cost (about 30 ns) to
 * be negligible.
 */
const BATCH_MS = 0.25;
/** Minimum duration of a batch in steps of the clock. */
const CLOCK_STEPS = 1_000;
/** Number of successive windows whose medians must be close together. */
const STEADY_WINDOWS = 4;
/** Maximum spread of these medians: (largest − smallest) / smallest. */
const STEADY_SPREAD = 0.05;
/** Number of windows in the longest warm-up. */
const WINDOWS = 20;
/** Minimum share of the longest warm-up, since code that is still slow may be steady too. */
const MIN_WARMUP_SHARE = 0.5;
/** Maximum number of calls in a batch, in case times are implausibly small. */
const MAX_BATCH_CALLS = 1e8;
/** Entries after which V8 has compiled a loop with its best compiler; V8 requires 3,000. */
const TIER_UP_ENTRIES = 12_000;
/** Multiple of eight plus one, so that both paths of the loop are compiled. */
const SMALL_BATCH = 9;
/** Maximum share of the longest warm-up for reaching V8's best compiler. */
const TIER_UP_SHARE = 0.2;
/** Minimum number of calls: a single one may be fast by chance, or slow because uncompiled. */
const MIN_CALLS_TO_JUDGE = 3;
/** Number of first calls whose results are inspected individually. */
const FIRST_CALLS = 3;

export interface WarmFunction {
  readonly caller: BatchCaller;
  readonly count: number;
  /** Time of a call at the end of the warm-up, milliseconds. */
  readonly callMs: number;
  readonly warmupMs: number;
  /** True if the time of a call had settled; null where there were too few calls to decide. */
  readonly isSteady: boolean | null;
}

/** Warms a function up until it is steady or the time is up, and sizes its batches. */
export async function warmUpFunction(
  subject: PreparedFunction,
  limits: { readonly warmupMs: number; readonly clockStepMs: number },
): Promise<WarmFunction> {
  const start = now();
  const calls: FirstCall[] = [];
  do {
    calls.push(await runUserCode('run', () => callOnce(subject)));
  } while (calls.length < FIRST_CALLS && now() - start < limits.warmupMs);
  const caller = createBatchCaller(subject, combineFirstCalls(calls));
  const lastMs = calls.at(-1)?.elapsedMs ?? 0;
  if (lastMs >= batchMs(limits.clockStepMs) && now() - start >= limits.warmupMs) {
    return { caller, count: 1, callMs: lastMs, warmupMs: now() - start, isSteady: null };
  }
  if (!caller.isSingle) await runUserCode('run', () => tierUp(caller, limits.warmupMs));
  return warmInWindows(caller, lastMs, { ...limits, start });
}

/**
 * Calls the function in many small batches. V8's middle tier counts entries of a function, not
 * iterations of its loop: a loop entered only for long batches can stay in that tier, and its
 * calls, 2.5 ns each, are then never inlined.
 */
async function tierUp(caller: BatchCaller, warmupMs: number): Promise<void> {
  const start = now();
  const limitMs = warmupMs * TIER_UP_SHARE;
  for (let entered = 0; entered < TIER_UP_ENTRIES && now() - start < limitMs; entered += 1) {
    const timed = caller.time(SMALL_BATCH);
    if (caller.isAsync) await timed;
  }
}

/** True if a function turns out to be fast although its first calls used up the warm-up. */
export function isFasterThanWarmUp(
  { isSteady, caller }: WarmFunction,
  times: readonly number[],
  warmupMs: number,
): boolean {
  // Checked first, to save the median for most functions.
  if (isSteady !== null || caller.isSingle) return false;
  return times.length >= MIN_CALLS_TO_JUDGE && sampleMedian(times) < warmupMs / WINDOWS;
}

/** Warms up a function again that was measured already, now in batches. */
export function warmUpFunctionAgain(
  { caller, callMs }: WarmFunction,
  limits: { readonly warmupMs: number; readonly clockStepMs: number },
): Promise<WarmFunction> {
  return warmInWindows(caller, callMs, { ...limits, start: now() });
}

async function warmInWindows(
  caller: BatchCaller,
  firstMs: number,
  limits: { readonly warmupMs: number; readonly clockStepMs: number; readonly start: number },
): Promise<WarmFunction> {
  const targetMs = batchMs(limits.clockStepMs);
  const medians: number[] = [];
  let callMs = firstMs;
  let count = 1;
  for (;;) {
    const window = await runWindow(caller, count, limits.warmupMs / WINDOWS);
    callMs = sampleMedian(window);
    medians.push(callMs);
    // Grown in steps: the first windows are slower than the rest, or seem to take no time.
    const next = caller.isSingle ? 1 : Math.min(nextCount(callMs, targetMs), count * 16);
    const isSized = next < count * 2;
    count = next;
    const elapsed = now() - limits.start;
    const isSteady = medians.length < STEADY_WINDOWS ? null : isSettled(medians);
    const isEnough = isSteady === true && elapsed >= limits.warmupMs * MIN_WARMUP_SHARE;
    if (isSized && (isEnough || elapsed >= limits.warmupMs)) {
      return { caller, count, callMs, warmupMs: elapsed, isSteady };
    }
  }
}

function batchMs(clockStepMs: number): number {
  return Math.max(BATCH_MS, clockStepMs * CLOCK_STEPS);
}

/** Calls in a batch: a multiple of eight if large enough. */
function nextCount(callMs: number, targetMs: number): number {
  const calls = Math.min(MAX_BATCH_CALLS, Math.ceil(targetMs / Math.max(callMs, 1e-9)));
  return calls < 16 ? calls : Math.ceil(calls / 8) * 8;
}

async function runWindow(
  caller: BatchCaller,
  count: number,
  durationMs: number,
): Promise<number[]> {
  const times: number[] = [];
  const start = now();
  do {
    // The first batch has one call more than a multiple of eight, so that this path is warm too.
    const calls = times.length === 0 && count >= 8 ? count + 1 : count;
    await caller.before?.();
    const elapsed = await runUserCode('run', () => caller.time(calls));
    await caller.after?.();
    times.push(elapsed / calls);
    // The first batches are far too small: whole windows of them would waste the warm-up.
  } while (now() - start < (count === 1 && !caller.isSingle ? durationMs / 10 : durationMs));
  return times;
}

function isSettled(medians: readonly number[]): boolean {
  const last = medians.slice(-STEADY_WINDOWS);
  const smallest = Math.min(...last);
  return Math.max(...last) - smallest <= smallest * STEADY_SPREAD;
}
