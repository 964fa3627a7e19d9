import type { ServerMeasurements, Stall } from '../model/server-measurements.ts';
import { median } from '../stats/descriptive-statistics.ts';
import type { FindBottleneckCause } from './bottleneck-cause.ts';
import { formatMilliseconds, formatPercent } from './format-check-numbers.ts';

/** Limit for a response to feel immediate: 0.1 s (Nielsen, Usability Engineering, 1993, ch. 5). */
export const SHORTEST_STALL_MS = 100;
/** Factor over the usual loop delay from which a delay is an event, not normal behaviour. */
export const MIN_FACTOR = 4;
/** Minimum share of the trials with a stall. */
export const MIN_TRIALS = 0.3;
/** Minimum share of a stall that one activity must take to count as its cause. */
const MAIN_PART = 0.5;

/** The event loop was blocked for a while, and responses waited for it. */
export const eventLoopStallCause: FindBottleneckCause = ({ sides }) => {
  const stalls = sides.flatMap((side) => worstStall(side) ?? []);
  if (stalls.length === 0 || stalls.length < MIN_TRIALS * sides.length) return null;
  const sorted = stalls.toSorted((a, b) => a.stall.lengthMs - b.stall.lengthMs);
  const shown = sorted[Math.floor(sorted.length / 2)];
  if (shown === undefined) return null;
  const { stall, share } = shown;
  const { atMs, lengthMs, answers } = stall;
  const often = sides.length === 1 ? '' : ` (in ${stalls.length} of ${sides.length} trials)`;
  const [reason, remedy] = reasonOf(stall);
  return {
    share,
    finding: {
      id: 'event-loop-stalled',
      level: 'warning',
      metric: 'latency.max',
      message: `The event loop of the server stalled for ${formatMilliseconds(lengthMs)}, from ${seconds(atMs)} to ${seconds(atMs + lengthMs)} into the load${often}: ${reason}. ${answers} ${answers === 1 ? 'answer' : 'answers'} waited at least half that long, which accounts for ${formatPercent(share, 0)} of all response time.`,
      remedy,
    },
  };
};

interface Told {
  readonly stall: Stall;
  readonly share: number;
}

function worstStall({ stalls, timeline, answersMs }: ServerMeasurements): Told | null {
  const usualMs = median((timeline.delay ?? []).map((delay) => delay ?? 0));
  const long = stalls.filter(
    ({ lengthMs, answers }) =>
      lengthMs >= SHORTEST_STALL_MS && lengthMs >= MIN_FACTOR * usualMs && answers > 0,
  );
  const [first, ...others] = long;
  if (first === undefined) return null;
  const stall = others.reduce((a, b) => (b.lengthMs > a.lengthMs ? b : a), first);
  return { stall, share: answersMs === 0 ? 0 : Math.min(1, stall.answersMs / answersMs) };
}

/** Returns what the process did during the stall, as far as the numbers show, and a remedy. */
function reasonOf({ lengthMs, cpuMs, gcMs, waitedMs }: Stall): readonly [string, string] {
  const used = `${formatMilliseconds(cpuMs)} of CPU time during the stall`;
  if (gcMs >= MAIN_PART * lengthMs) {
    return [
      `V8 collected garbage for ${formatMilliseconds(gcMs)} of the stall`,
      'Check what stays on the heap: large caches, and objects that live just long enough to be promoted. `--max-semi-space-size` gives short-lived objects more room.',
    ];
  }
  if (cpuMs >= MAIN_PART * lengthMs) {
    return [
      `it was computing (${used})`,
      'Find the computation with a CPU profile (node --cpu-prof), and split it into smaller pieces, move it to a worker thread, or do it in advance.',
    ];
  }
  if (waitedMs !== null && waitedMs >= MAIN_PART * lengthMs) {
    return [
      `it was ready to run but had to wait for a CPU (${used})`,
      'Another process used the CPUs: measure on a quieter machine, or give the server more CPU.',
    ];
  }
  return [
    `it waited in a blocking call (${used})`,
    'Look for functions whose names end in Sync (node --trace-sync-io reports their calls), for Atomics.wait, and for addons that block.',
  ];
}

function seconds(timeMs: number): string {
  return `${(Math.max(0, timeMs) / 1_000).toFixed(2)} s`;
}
