/** Runs in the measured program: records the times of its garbage collector and event loop. */
import { PerformanceObserver } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { getHeapStatistics } from 'node:v8';

/** Sampling interval of the event loop, milliseconds; the same as that of Node.js's own monitor. */
const STEP_MS = 10;

export function recordGcAndEventLoop() {
  // The clock that all processes of a machine share.
  const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  const looks = { at: [] as number[], lateMs: [] as number[], activeMs: [] as number[] };
  const heap: number[] = [];
  const pauses = { at: [] as number[], durationMs: [] as number[], kind: [] as number[] };
  const add = (entries: readonly { startTime: number; duration: number; detail?: unknown }[]) => {
    for (const { startTime, duration, detail } of entries) {
      pauses.at.push(startTime + offsetMs);
      pauses.durationMs.push(duration);
      pauses.kind.push((detail as { readonly kind?: number } | undefined)?.kind ?? 0);
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  let lastMs = performance.now();
  const look = (): void => {
    const nowMs = performance.now();
    looks.at.push(nowMs + offsetMs);
    looks.lateMs.push(Math.max(0, nowMs - lastMs - STEP_MS));
    looks.activeMs.push(activeMs(nowMs));
    const { used_heap_size: used, external_memory: external = 0 } = getHeapStatistics();
    heap.push(used + external);
    lastMs = nowMs;
  };
  look();
  setInterval(look, STEP_MS).unref();
  return {
    /** Returns the record so far. */
    read: (): GcAndEventLoopRecord => {
      add(observer.takeRecords());
      look();
      return { looks: { ...looks, heapBytes: heap }, pauses };
    },
  };
}

/** Returns the busy time; a program that has not reached its event loop yet counts as busy. */
function activeMs(nowMs: number): number {
  const { loopStart } = performance.nodeTiming;
  return loopStart <= 0 ? nowMs : loopStart + performance.eventLoopUtilization().active;
}

export interface GcAndEventLoopRecord {
  /** Readings of the event loop, by their time on the machine's monotonic clock, milliseconds. */
  readonly looks: {
    readonly at: readonly number[];
    /** Delay of each. */
    readonly lateMs: readonly number[];
    /** Busy time of the loop since the thread began. */
    readonly activeMs: readonly number[];
    /** V8's heap, including external memory. */
    readonly heapBytes: readonly number[];
  };
  /** Pauses of the garbage collector, as far as the event loop got to report them. */
  readonly pauses: {
    readonly at: readonly number[];
    readonly durationMs: readonly number[];
    /** `perf_hooks.constants.NODE_PERFORMANCE_GC_*`. */
    readonly kind: readonly number[];
  };
}
