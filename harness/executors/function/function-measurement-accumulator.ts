import type { Block } from '../../model/trial.ts';
import { sampleMedian } from '../../stats/order-statistics.ts';
import { createCallAllocationMeter } from './call-allocation-meter.ts';
import type { TimedBatches } from './run-call-batches-until-time-limit.ts';
import type { WarmFunction } from './warm-up-function.ts';

/** Minimum number of clock steps for a precise time. */
const MIN_CLOCK_STEPS = 100;
/** Minimum duration of a singly timed call for the CPU clock, which counts microseconds. */
const MIN_CPU_CALL_MS = 0.05;
/** Minimum number of batches in each half to distinguish drift from chance. */
const MIN_BATCHES_PER_HALF = 10;

export type FunctionReadings = ReturnType<typeof createFunctionReadings>;

export function createFunctionReadings(warm: WarmFunction, clockStepMs: number) {
  const { caller } = warm;
  const allocation = createCallAllocationMeter(warm);
  const times: number[] = [];
  let isCpuLost: boolean | null = null;
  let yieldsToLoop = false;
  return {
    /** Hooks that read allocation around each batch; null: it is read after all blocks. */
    windows: allocation.windows,
    /** @param yieldsInBlock - True if most calls of this block yield to the event loop. */
    add: (batches: TimedBatches, yieldsInBlock: boolean): void => {
      yieldsToLoop ||= yieldsInBlock;
      allocation.add(batches);
      for (const time of batches.times) times.push(time);
      isCpuLost ??= caller.isSingle && batches.centerMs < MIN_CPU_CALL_MS;
    },
    /**
     * True if calls are too short for the CPU clock. Decided by the first block: deciding for each
     * would leave CPU times of slow blocks only.
     */
    isCpuLost: () => isCpuLost === true,
    /** Time of a call in each batch so far, in measurement order, milliseconds. */
    times: times as readonly number[],
    allocatedPerCall: allocation.perCall,
    notes: (): NonNullable<Block['notes']> => ({
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
