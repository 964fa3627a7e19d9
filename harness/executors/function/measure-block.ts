import { readHighWater } from '../../host/high-water.ts';
import type { Block } from '../../model/trial.ts';
import { monotonicMs } from '../../probe/monotonic-clock.ts';
import { median } from '../../stats/quantile.ts';
import type { UnitAllocation } from './allocation.ts';
import type { Caller } from './caller.ts';
import { watchCollectionsWithin } from './collections-within.ts';
import { collectGarbage } from './heap-meter.ts';
import { type LoopActivity, watchLoop } from './loop-delay.ts';
import type { TimeCount } from './messages.ts';
import { type TimedBatches, timeBatches } from './time-batches.ts';
import type { Warm } from './warm-up.ts';

/** Times of one call that are shorter than this many steps of the clock are known badly. */
const CLEAR_STEPS = 100;
/** CPU time is counted in microseconds; calls timed singly below this are lost in its reading. */
const SHORTEST_CPU_MS = 0.05;

/** A block with the times that its histogram is made of. */
export interface MeasuredBlock {
  readonly block: Block;
  readonly batches: TimedBatches;
}

/** Measures one block of a warm function, and adds to what is known of what the unit allocates. */
export async function measureBlock(
  warm: Warm,
  allocation: UnitAllocation,
  options: {
    readonly measureMs: number;
    readonly clockStepMs: number;
    /** Collect garbage first, so that what was left before does not count. */
    readonly isFirst: boolean;
  },
): Promise<MeasuredBlock> {
  const { caller } = warm;
  if (options.isFirst) collectGarbage('major');
  // Hooks run between calls that are timed singly: what they cost is not the calls'.
  const loop = caller.isAsync && !caller.isSingle ? watchLoop() : null;
  const within = caller.isSingle ? watchCollectionsWithin() : null;
  const around = [loop, allocation.windows, within].filter((one) => one !== null);
  const fromMs = monotonicMs();
  const batches = await timeBatches(warm, options.measureMs, around);
  const stretch = { fromMs, toMs: monotonicMs() };
  const collections = (await within?.stop()) ?? batches.collections;
  const activity = loop?.stop() ?? null;
  const peak = readHighWater() ?? process.resourceUsage().maxRSS * 1024;
  allocation.add(batches);
  const { calls } = batches;
  // Of all blocks of a unit alike: a mean over some of them would be that of the slow ones.
  const isCpuLost = caller.isSingle && warm.callMs < SHORTEST_CPU_MS;
  const delay = loopDelay(caller, activity, calls);
  const block: Block = {
    operations: calls,
    durationMs: batches.totalMs,
    stretch,
    measurements: {
      wall_time: batches.centerMs,
      ...(isCpuLost ? {} : { cpu_time: batches.cpuMs / calls }),
      gc_time: collections.timeMs / calls,
      gc_count: collections.count / calls,
      memory_peak: peak,
      ...(typeof delay === 'number' ? { 'event_loop_delay.p99': delay } : {}),
    },
    unavailable: {
      ...(isCpuLost ? { cpu_time: 'calls timed singly are too short for the CPU clock' } : {}),
      ...(typeof delay === 'string' ? { 'event_loop_delay.p99': delay } : {}),
    },
    notes: describeBlock(warm, batches, options.clockStepMs),
  };
  return { block, batches };
}

/** The delay of the event loop, or why there is none to tell. */
function loopDelay(
  { isAsync }: Caller,
  activity: LoopActivity | null,
  calls: number,
): number | string {
  if (!isAsync) return 'the function is synchronous: its calls hold the event loop';
  if (activity === null) return 'hooks run between the calls, and hold the event loop too';
  // Where most calls are over without a turn, the loop waits for the harness, not for them.
  if (activity.turns < calls / 2) return 'the calls end without giving way to the event loop';
  return activity.delayMs ?? 'the block was too short to see how late timers are';
}

/** Facts about the block that checks read. */
function describeBlock(
  { caller, count, warmupMs, isSteady }: Warm,
  batches: TimedBatches,
  clockStepMs: number,
): NonNullable<Block['notes']> {
  const { times, centerMs } = batches;
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
    is_timer_limited: centerMs * count < clockStepMs * CLEAR_STEPS,
    // Above 1: the calls became slower while they were measured.
    ...(half >= 10
      ? { drift: round(median(times.slice(half)) / median(times.slice(0, half))) }
      : {}),
    histogram_unit: 'picoseconds',
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Times of the single operations, binned to four digits, which the histogram cannot tell apart. */
export function countTimes(times: readonly number[]): readonly TimeCount[] {
  const counts = new Map<number, number>();
  for (const timeMs of times) {
    const picoseconds = Math.max(1, Math.round(Number((timeMs * 1e9).toPrecision(4))));
    counts.set(picoseconds, (counts.get(picoseconds) ?? 0) + 1);
  }
  return [...counts];
}
