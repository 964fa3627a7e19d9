import type { Block } from '../../model/trial.ts';
import { sampleMedian } from '../../stats/order-statistics.ts';
import { createCallAllocationMeter } from './call-allocation-meter.ts';
import type { BatchHooks, TimedBatches } from './run-call-batches-until-time-limit.ts';
import type { WarmFunction } from './warm-up-function.ts';

/** Steps of the clock below which the time of one call is imprecise. */
const CLEAR_STEPS = 100;
/** CPU time is counted in microseconds; calls timed singly below this are lost in its reading. */
const SHORTEST_CPU_MS = 0.05;
/** Halves of fewer batches do not tell drift from chance. */
const FEWEST_IN_HALF = 10;

/** Readings of a warm function over all blocks of its unit. */
export interface FunctionReadings {
  /** Reads allocation around each batch; null where it is read afterwards. */
  readonly windows: BatchHooks | null;
  /** @param givesWay - True if most calls of this block yield to the event loop. */
  readonly add: (batches: TimedBatches, givesWay: boolean) => void;
  /**
   * True if calls are too short for the CPU clock. Decided by the first block, since a mean over
   * some blocks would be a mean of slow blocks.
   */
  readonly isCpuLost: () => boolean;
  /** The time of a call in each batch so far, in the order of measuring, milliseconds. */
  readonly times: readonly number[];
  /** Bytes allocated a call. @param budgetMs - Time for reading in addition to blocks, ms. */
  readonly allocatedPerCall: (budgetMs: number) => Promise<number>;
  /** Returns notes on how the unit was measured, for use by checks. */
  readonly notes: () => NonNullable<Block['notes']>;
}

export function createFunctionReadings(warm: WarmFunction, clockStepMs: number): FunctionReadings {
  const { caller } = warm;
  const allocation = createCallAllocationMeter(warm);
  const times: number[] = [];
  let isCpuLost: boolean | null = null;
  let givesWay = false;
  return {
    windows: allocation.windows,
    add: (batches, givesWayHere) => {
      givesWay ||= givesWayHere;
      allocation.add(batches);
      for (const time of batches.times) times.push(time);
      isCpuLost ??= caller.isSingle && batches.centerMs < SHORTEST_CPU_MS;
    },
    isCpuLost: () => isCpuLost === true,
    times,
    allocatedPerCall: allocation.perCall,
    notes: () => ({
      ...describeUnit(warm, times, clockStepMs),
      ...(givesWay ? { gives_way: true } : {}),
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
    is_timer_limited: sampleMedian(times) * count < clockStepMs * CLEAR_STEPS,
    // Above 1: the calls became slower while they were measured.
    ...(half >= FEWEST_IN_HALF
      ? { drift: round(sampleMedian(times.slice(half)) / sampleMedian(times.slice(0, half))) }
      : {}),
    histogram_unit: 'picoseconds',
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
