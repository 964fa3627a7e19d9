import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { currentProcess } from '../../host/platform/current-process-resource-readings.ts';
import type { Block } from '../../model/trial.ts';
import { monotonicMs } from '../../probe/monotonic-clock.ts';
import type { FunctionReadings } from './function-measurement-accumulator.ts';
import { collectGarbage, type GarbageCollections } from './heap-meter.ts';
import { type BatchHooks, timeCallBatches } from './run-call-batches-until-time-limit.ts';
import type { BatchCaller } from './timed-function-call-batches.ts';
import type { WarmFunction } from './warm-up-function.ts';
import { now, yieldToEventLoop } from './worker-clock-safe-from-fake-timers.ts';

/** Interval of the timer that measures the delay, milliseconds; the default of Node.js. */
const RESOLUTION_MS = 10;

interface LoopActivity {
  /** 99th percentile of timer lateness, milliseconds; null if no timer fired. */
  readonly delayMs: number | null;
  readonly iterations: number;
}

/** Watches the event loop until `stop`. @param measuresDelay - Measures lateness by an extra timer. */
function watchLoop(measuresDelay: boolean): BatchHooks & { readonly stop: () => LoopActivity } {
  const histogram = measuresDelay ? monitorEventLoopDelay({ resolution: RESOLUTION_MS }) : null;
  histogram?.enable();
  let iterations = 0;
  let before = 0;
  return {
    open: () => {
      before = loopCount();
    },
    close: () => {
      iterations += loopCount() - before;
    },
    stop: () => {
      histogram?.disable();
      if (histogram === null || histogram.count === 0) return { delayMs: null, iterations };
      // The histogram contains the time between two firings, in nanoseconds.
      const lateMs = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
      return { delayMs: Math.max(0, lateMs), iterations };
    },
  };
}

function loopCount(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}

export async function measureFunctionBlock(
  warm: WarmFunction,
  readings: FunctionReadings,
  options: {
    readonly measureMs: number;
    /** True for one of many short rounds that alternate with those of the other side. */
    readonly isAlternating: boolean;
    /** Garbage to collect first, so that earlier allocations do not count; null: none. */
    readonly collected: 'minor' | 'major' | null;
  },
): Promise<Block> {
  const { caller } = warm;
  if (options.collected !== null) collectGarbage(options.collected);
  // Between singly timed calls, hooks run whose activity must not count for the calls.
  const loop = caller.isAsync && !caller.isSingle ? watchLoop(!options.isAlternating) : null;
  const collectionWatch = caller.isSingle ? watchCollectionsWithin() : null;
  const hooks = [loop, readings.windows, collectionWatch].filter((hook) => hook !== null);
  const fromMs = monotonicMs();
  const batches = await timeCallBatches(warm, options.measureMs, hooks);
  const stretch = { fromMs, toMs: monotonicMs() };
  const collections = (await collectionWatch?.stop()) ?? batches.collections;
  const activity = loop?.stop() ?? null;
  const peak = currentProcess().peakBytes() ?? process.resourceUsage().maxRSS * 1024;
  const { calls } = batches;
  const yieldsToLoop = activity !== null && yieldsToEventLoop(activity, calls);
  readings.add(batches, yieldsToLoop);
  const isCpuLost = readings.isCpuLost();
  const delay = loopDelay(caller, options.isAlternating, activity, yieldsToLoop);
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
      ...(isCpuLost
        ? { cpu_time: 'individually timed calls are too short for the CPU clock' }
        : {}),
      ...(typeof delay === 'string' ? { 'event_loop_delay.p99': delay } : {}),
    },
  };
}

function loopDelay(
  { isAsync }: BatchCaller,
  isAlternating: boolean,
  activity: LoopActivity | null,
  yieldsToLoop: boolean,
): number | string {
  if (!isAsync) return 'the function is synchronous: its calls block the event loop';
  if (activity === null) return 'hooks run between the calls and block the event loop too';
  if (!yieldsToLoop) return 'the calls end without yielding to the event loop';
  if (isAlternating) return 'the alternating rounds are too short to measure timer delay';
  return activity.delayMs ?? 'the measured block was too short to measure timer delay';
}

/** True if calls yield to the event loop, so that most of them end in another iteration. */
function yieldsToEventLoop({ iterations }: LoopActivity, calls: number): boolean {
  return iterations >= calls / 2;
}

/**
 * Watches garbage collections within batches only. Uses a PerformanceObserver, since V8's profiler
 * does not report the time of a collection.
 */
function watchCollectionsWithin(): BatchHooks & {
  readonly stop: () => Promise<Pick<GarbageCollections, 'count' | 'timeMs'>>;
} {
  const opened: number[] = [];
  const closed: number[] = [];
  const entries: { readonly startTime: number; readonly duration: number }[] = [];
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    open: () => {
      opened.push(now());
    },
    close: () => {
      closed.push(now());
    },
    stop: async () => {
      // Node.js reports a collection in the next event-loop iteration, and notifies observers in
      // the one after.
      await yieldToEventLoop();
      await yieldToEventLoop();
      entries.push(...observer.takeRecords());
      observer.disconnect();
      const isWithin = (timeMs: number): boolean => {
        const batch = indexOfLastUntil(opened, timeMs);
        return batch !== null && timeMs <= (closed[batch] ?? Number.POSITIVE_INFINITY);
      };
      const inBatches = entries.filter(({ startTime }) => isWithin(startTime));
      return {
        count: inBatches.length,
        timeMs: inBatches.reduce((sum, { duration }) => sum + duration, 0),
      };
    },
  };
}

/** Returns the index of the last of ascending times up to `timeMs`; null if there is none. */
function indexOfLastUntil(times: readonly number[], timeMs: number): number | null {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : low - 1;
}
