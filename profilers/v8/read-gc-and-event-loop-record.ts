import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import type {
  EventLoopTrace,
  GcKind,
  GcTrace,
  RuntimeTrace,
} from '../../harness/model/program/runtime-trace.ts';
import { ascending } from '../../harness/stats/order-statistics.ts';
import type { GcAndEventLoopRecord } from './record-gc-and-event-loop.ts';

/** Fewest heap readings for comparing the first quarter with the last. */
const MIN_HEAP_READINGS = 8;
/** Share of busy time after the last event-loop turn above which pauses are too incomplete. */
const MAX_UNREPORTED_SHARE = 0.5;
/** V8's GCType (v8-callbacks.h), which `perf_hooks` passes on; 2 is the other collector of the young. */
const KINDS: Readonly<Record<number, GcKind>> = {
  1: 'minor',
  2: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weak_callbacks',
};

/** Reads a period of the CPU preload's record; null if it has no readings, or is missing. */
export function readGcAndEventLoopRecord(
  text: string,
  { fromMs, toMs }: TimeInterval,
): RuntimeTrace | null {
  const record = parse(text);
  if (record === null) return null;
  const { looks, pauses } = record;
  const isInside = (at: number): boolean => at >= fromMs && at <= toMs;
  const inside = looks.at.flatMap((at, index) => (isInside(at) ? [index] : []));
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const durationMs = between(looks.at, first, last);
  const activeMs = between(looks.activeMs, first, last);
  // Pauses are reported in event-loop iterations: those after the last iteration never were.
  const unreportedMs = last === looks.at.length - 1 ? (looks.lateMs[last] ?? 0) : 0;
  // The delay of the first sample belongs to the time before it.
  const delays = inside.slice(1).map((index) => looks.lateMs[index] ?? 0);
  return {
    durationMs,
    gc: unreportedMs > MAX_UNREPORTED_SHARE * activeMs ? null : gcOf(pauses, isInside),
    eventLoop: eventLoopOf(delays, activeMs / durationMs),
    heapGrowthBytes: heapGrowthOf(inside.map((index) => looks.heapBytes[index] ?? 0)),
  };
}

function parse(text: string): GcAndEventLoopRecord | null {
  try {
    const record = JSON.parse(text) as Partial<GcAndEventLoopRecord> | null;
    const { looks, pauses } = record ?? {};
    return looks === undefined || pauses === undefined ? null : { looks, pauses };
  } catch {
    return null;
  }
}

function between(column: readonly number[], first: number, last: number): number {
  return (column[last] ?? 0) - (column[first] ?? 0);
}

function gcOf(
  { at, durationMs, kind }: GcAndEventLoopRecord['pauses'],
  isInside: (at: number) => boolean,
): GcTrace | null {
  const timeMs = { minor: 0, major: 0, incremental: 0, weak_callbacks: 0 };
  let [count, longestMs] = [0, 0];
  for (const [index, pauseMs] of durationMs.entries()) {
    const name = KINDS[kind[index] ?? 0];
    if (name === undefined || !isInside(at[index] ?? 0)) continue;
    timeMs[name] += pauseMs;
    count += 1;
    longestMs = Math.max(longestMs, pauseMs);
  }
  // Before the first event-loop iteration, pauses are not reported even if there were any.
  return at.length === 0 ? null : { count, longestMs, timeMs };
}

function eventLoopOf(delays: readonly number[], utilisation: number): EventLoopTrace {
  const sorted = ascending(delays);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    delayP50Ms: at(0.5),
    delayP99Ms: at(0.99),
    utilisation: Math.min(1, Math.max(0, utilisation)),
  };
}

function heapGrowthOf(heapBytes: readonly number[]): number | null {
  if (heapBytes.length < MIN_HEAP_READINGS) return null;
  const quarter = Math.floor(heapBytes.length / 4);
  const minimum = (part: readonly number[]): number =>
    part.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return minimum(heapBytes.slice(-quarter)) - minimum(heapBytes.slice(0, quarter));
}
