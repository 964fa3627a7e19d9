import { ownProcess } from '../../host/platform/own-process.ts';
import type { Block } from '../../model/trial.ts';
import { monotonicMs } from '../../probe/monotonic-clock.ts';
import type { Caller } from './caller.ts';
import { watchCollectionsWithin } from './collections-within.ts';
import { collectGarbage } from './heap-meter.ts';
import { type LoopActivity, watchLoop } from './loop-delay.ts';
import { timeBatches } from './time-batches.ts';
import type { UnitReadings } from './unit-readings.ts';
import type { Warm } from './warm-up.ts';

/** Measures one block of a warm function, and adds to what is known of its unit. */
export async function measureBlock(
  warm: Warm,
  readings: UnitReadings,
  options: {
    readonly measureMs: number;
    /** One of many that take turns with the other side's. */
    readonly isTurn: boolean;
    /** What garbage is collected first, so that what was left before does not count; null: none. */
    readonly collected: 'minor' | 'major' | null;
  },
): Promise<Block> {
  const { caller } = warm;
  if (options.collected !== null) collectGarbage(options.collected);
  // Hooks run between calls that are timed singly: what they cost is not the calls'.
  const loop = caller.isAsync && !caller.isSingle ? watchLoop(!options.isTurn) : null;
  const within = caller.isSingle ? watchCollectionsWithin() : null;
  const around = [loop, readings.windows, within].filter((one) => one !== null);
  const fromMs = monotonicMs();
  const batches = await timeBatches(warm, options.measureMs, around);
  const stretch = { fromMs, toMs: monotonicMs() };
  const collections = (await within?.stop()) ?? batches.collections;
  const activity = loop?.stop() ?? null;
  const peak = ownProcess().peakBytes() ?? process.resourceUsage().maxRSS * 1024;
  const { calls } = batches;
  const givesWay = activity !== null && givesWayToLoop(activity, calls);
  readings.add(batches, givesWay);
  const isCpuLost = readings.isCpuLost();
  const delay = loopDelay(caller, options.isTurn, activity, givesWay);
  return {
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
  };
}

/** The delay of the event loop, or why there is none to tell. */
function loopDelay(
  { isAsync }: Caller,
  isTurn: boolean,
  activity: LoopActivity | null,
  givesWay: boolean,
): number | string {
  if (!isAsync) return 'the function is synchronous: its calls hold the event loop';
  if (activity === null) return 'hooks run between the calls, and hold the event loop too';
  if (!givesWay) return 'the calls end without giving way to the event loop';
  if (isTurn) return 'turns are too short to see how late timers are';
  return activity.delayMs ?? 'the block was too short to see how late timers are';
}

/** Where most calls are over without a turn of the loop, it waits for the harness, not for them. */
function givesWayToLoop({ turns }: LoopActivity, calls: number): boolean {
  return turns >= calls / 2;
}
