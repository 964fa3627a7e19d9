import type { Block } from '../../model/trial.ts';
import { sampleMedian } from '../../stats/order-statistics.ts';
import { createCallAllocationMeter } from './call-allocation-meter.ts';
import type { BatchHooks, TimedBatches } from './run-call-batches-until-time-limit.ts';
import type { WarmFunction } from './warm-up-function.ts';

/** Minimum number of clock steps for a precise time. */
const MIN_CLOCK_STEPS = 100;
/** Minimum duration of a singly timed call for the CPU clock, which counts microseconds. */
const MIN_CPU_CALL_MS = 0.05;
/** Minimum number of batches in each half to distinguish drift from chance. */
const MIN_BATCHES_PER_HALF = 10;

export interface FunctionReadings {
  /** Hooks that read allocation around each batch; null: it is read after all blocks. */
  readonly windows: BatchHooks | null;
  /** @param yieldsToLoop - True if most calls of this block yield to the event loop. */
  readonly add: (batches: TimedBatches, yieldsToLoop: boolean) => void;
  /**
   * True if calls are too short for the CPU clock. Decided by the first block: deciding for each
   * would leave CPU times of slow blocks only.
   */
  readonly isCpuLost: () => boolean;
  /** Time of a call in each batch so far, in measurement order, milliseconds. */
  readonly times: readonly number[];
  /** Returns the bytes per call. @param budgetMs - Time for reading in addition to the blocks. */
  readonly allocatedPerCall: (budgetMs: number) => Promise<number>;
  readonly notes: () => NonNullable<Block['notes']>;
}

export function createFunctionReadings(warm: WarmFunction, clockStepMs: number): FunctionReadings {
  const { caller } = warm;
  const allocation = createCallAllocationMeter(warm);
  const times: number[] = [];
  let isCpuLost: boolean | null = null;
  let yieldsToLoop = false;
  return {
    windows: allocation.windows,
    add: (batches, yieldsInBlock) => {
      yieldsToLoop ||= yieldsInBlock;
      allocation.add(batches);
      for (const time of batches.times) times.push(time);
      isCpuLost ??= caller.isSingle && batches.centerMs < MIN_CPU_CALL_MS;
    },
    isCpuLost: () => isCpuLost === true,
    times,
    allocatedPerCall: allocation.perCall,
    notes: () => ({
      ...describeUnit(warm, times, clockStepMs),
      ...(yieldsToLoop ? { gives_way: true } : {}),
    }),
  };
}

function describeUnit(
  { caller, count, warmupMs, isSteady }: WarmFunction,
  times: readonly number[],
  clockStepMs: number,
): NonNullable<Block['notes']> {
  const half = times.length >> 1;
  return {
    batches: times.length,
    calls_per_batch: count,
    is_async: caller.isAsync,
    consumed_as: caller.consumption,
    timed_singly: caller.isSingle,
    warmup_ms: round(warmupMs),
    ...(isSteady === null ? {} : { is_steady: isSteady }),
    clock_step_ns: round(clockStepMs * 1e6),
    is_timer_limited: sampleMedian(times) * count < clockStepMs * MIN_CLOCK_STEPS,
    // Above 1: the calls became slower while they were measured.
    ...(half >= MIN_BATCHES_PER_HALF
      ? { drift: round(sampleMedian(times.slice(half)) / sampleMedian(times.slice(0, half))) }
      : {}),
    histogram_unit: 'picoseconds',
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
