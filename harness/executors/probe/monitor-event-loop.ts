/** Runs in the measured server: observes its event loop between `mark` and `read`. */
import { createHistogram, PerformanceObserver, type RecordableHistogram } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { isMainThread } from 'node:worker_threads';
import { monotonicOffsetMs } from '../../probe/monotonic-clock.ts';
import type { ProbeAccount, ProbeSlice, ProbeStall } from './server-probe-messages.ts';
import { takePoolPeaks } from './server-wait-time-and-pool-usage-recorder.ts';

/** Sampling interval of the event loop, milliseconds; the same as that of Node.js's own monitor. */
const STEP_MS = 10;
const FIRST_SLICE_MS = 50;
/** Beyond this number pairs of slices are merged. */
const MOST_SLICES = 64;
/** Shorter delays are no stalls, milliseconds: five missed samples of the event loop. */
const SHORTEST_STALL_MS = 50;
/** Limit on stored stalls; the longest are stored. */
const MOST_STALLS = 16;
const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Observations between `mark` and `read` only; otherwise the server runs without overhead. */
export interface EventLoopMonitor {
  readonly totals: () => Pick<
    ProbeAccount,
    'gcMs' | 'gcCount' | 'delay' | 'utilization' | 'activeMs' | 'slices' | 'stalls'
  >;
  readonly end: () => void;
}

export function startEventLoopMonitor(): EventLoopMonitor {
  const offsetMs = monotonicOffsetMs();
  const delays = createHistogram();
  const loopAtStart = performance.eventLoopUtilization();
  const slices = createSlices(offsetMs);
  const stalls: Writable<ProbeStall>[] = [];
  const collections = watchCollections((startMs, lengthMs) => {
    slices.addCollection(startMs + offsetMs, lengthMs);
    for (const stall of stalls) {
      if (overlaps(stall, startMs + offsetMs)) stall.gcMs += lengthMs;
    }
  });
  let lastMs = performance.now();
  let lastCpuMs = cpuMs();
  const look = (): void => {
    const nowMs = performance.now();
    const cpu = cpuMs();
    const lateMs = Math.max(0, nowMs - lastMs - STEP_MS);
    delays.record(Math.max(1, Math.round(lateMs * NS_PER_MS)));
    if (lateMs >= SHORTEST_STALL_MS) {
      const stall = { endMs: nowMs + offsetMs, lengthMs: lateMs, cpuMs: cpu - lastCpuMs, gcMs: 0 };
      keepLongest(stalls, stall);
    }
    slices.look(nowMs, cpu, lateMs);
    [lastMs, lastCpuMs] = [nowMs, cpu];
  };
  const timer = setInterval(look, STEP_MS);
  timer.unref();
  return {
    totals: () => {
      collections.take();
      look();
      slices.close();
      const loop = performance.eventLoopUtilization(loopAtStart);
      return {
        gcMs: collections.totalMs(),
        gcCount: collections.count(),
        delay: delayOf(delays),
        utilization: loop.utilization,
        activeMs: loop.active,
        slices: slices.all(),
        stalls: stalls.toSorted((a, b) => a.endMs - b.endMs),
      };
    },
    end: () => {
      clearInterval(timer);
      collections.end();
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / US_PER_MS;
}

function delayOf(delays: RecordableHistogram): ProbeAccount['delay'] {
  const at = (percent: number): number =>
    delays.count === 0 ? 0 : delays.percentile(percent) / NS_PER_MS;
  return { p50Ms: at(50), p99Ms: at(99), maxMs: delays.count === 0 ? 0 : delays.max / NS_PER_MS };
}

function overlaps({ endMs, lengthMs }: ProbeStall, timeMs: number): boolean {
  return timeMs >= endMs - lengthMs - STEP_MS && timeMs <= endMs;
}

function keepLongest(stalls: Writable<ProbeStall>[], stall: ProbeStall): void {
  stalls.push(stall);
  if (stalls.length <= MOST_STALLS) return;
  const shortest = stalls.reduce((a, b) => (b.lengthMs < a.lengthMs ? b : a));
  stalls.splice(stalls.indexOf(shortest), 1);
}

function watchCollections(onCollection: (startMs: number, lengthMs: number) => void) {
  let [totalMs, count] = [0, 0];
  const add = (entries: readonly { readonly startTime: number; readonly duration: number }[]) => {
    for (const { startTime, duration } of entries) {
      totalMs += duration;
      count += 1;
      onCollection(startTime, duration);
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    /** Takes over the collections that V8 has reported by now. */
    take: () => add(observer.takeRecords()),
    totalMs: () => totalMs,
    count: () => count,
    end: () => observer.disconnect(),
  };
}

function createSlices(offsetMs: number) {
  let slices: Writable<ProbeSlice>[] = [];
  let sliceMs = FIRST_SLICE_MS;
  let startMs = performance.now();
  let startCpuMs = cpuMs();
  let loop = performance.eventLoopUtilization();
  let [delayMs, lastCpuMs] = [0, startCpuMs];

  const close = (): void => {
    const endMs = performance.now();
    if (endMs <= startMs) return;
    const now = performance.eventLoopUtilization();
    slices.push({
      startMs: startMs + offsetMs,
      endMs: endMs + offsetMs,
      activeMs: performance.eventLoopUtilization(now, loop).active,
      cpuMs: isMainThread ? lastCpuMs - startCpuMs : 0,
      gcMs: 0,
      delayMs,
      ...takePoolPeaks(),
    });
    [startMs, startCpuMs, loop, delayMs] = [endMs, lastCpuMs, now, 0];
    if (slices.length < MOST_SLICES) return;
    slices = mergePairs(slices);
    sliceMs *= 2;
  };
  return {
    look: (nowMs: number, cpu: number, lateMs: number): void => {
      lastCpuMs = cpu;
      delayMs = Math.max(delayMs, lateMs);
      if (nowMs - startMs >= sliceMs) close();
    },
    /** Ends the slice that is open, however short. */
    close,
    addCollection: (atMs: number, lengthMs: number): void => {
      // A collection is reported a moment after it happened, so it mostly belongs to the last or
      // the open slice.
      const slice = slices.findLast((slice) => slice.startMs <= atMs);
      if (slice !== undefined) slice.gcMs += lengthMs;
    },
    all: (): readonly ProbeSlice[] => slices,
  };
}

function mergePairs(slices: readonly Writable<ProbeSlice>[]): Writable<ProbeSlice>[] {
  const merged: Writable<ProbeSlice>[] = [];
  for (let index = 0; index < slices.length; index += 2) {
    const [slice, other] = [slices[index], slices[index + 1]];
    if (slice === undefined) continue;
    if (other !== undefined) {
      slice.endMs = other.endMs;
      for (const amount of ['activeMs', 'cpuMs', 'gcMs'] as const) slice[amount] += other[amount];
      for (const peak of ['delayMs', 'waiting', 'inUse'] as const) {
        slice[peak] = Math.max(slice[peak], other[peak]);
      }
    }
    merged.push(slice);
  }
  return merged;
}
