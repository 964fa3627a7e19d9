import type { Finding } from '../model/finding.ts';
import { responseTimeShares } from '../model/program/response-time-breakdown.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { ServerMeasurements, Stall } from '../model/server-measurements.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { medianOverTrials } from './collect-server-measurements.ts';
import { formatMilliseconds, formatPercent } from './format-check-numbers.ts';

/** Data in which causes of long response times are searched. */
interface LoadMeasurements {
  readonly scenario: Scenario;
  /** Server-side data of the trials; at least one entry. */
  readonly sides: readonly ServerMeasurements[];
  /** Set when the load generator was the limit: clients' waits say nothing about the server. */
  readonly isGeneratorSaturated: boolean;
}

/** Something that responses waited for. */
export interface BottleneckCause {
  readonly finding: Finding;
  /** Share of all response time that it explains, from 0 to 1. */
  readonly share: number;
}

/** Checks for one cause; returns null if it is absent. */
export type FindBottleneckCause = (load: LoadMeasurements) => BottleneckCause | null;

/** Random arrivals (M/M/1) take 1 / (1 − utilization) of their service time: tenfold at 0.9. */
export const MIN_UTILIZATION = 0.9;
/** Minimum share of response time left after subtracting pools, queries and other servers. */
export const MIN_SHARE = 0.5;
/**
 * Minimum loop time per response in a closed load, in milliseconds. A closed load drives every
 * server to its limit, so a busy loop alone says nothing; an empty handler of node:http takes about
 * 0.05 ms (bench/observing.ts).
 */
export const MIN_CLOSED_MS = 1;
/** Share of the busy time that garbage collection must take to be named. */
const MIN_GC = 0.1;
/** Cores that a busy loop uses at the least when it computes; it waits in blocking calls else. */
const MIN_CORES = 0.5;

/** The event loop is permanently busy, and requests wait for it. */
export const busyEventLoopCause: FindBottleneckCause = ({
  scenario,
  sides,
  isGeneratorSaturated,
}) => {
  const observed = sides.filter(({ loop }) => loop !== null);
  if (observed.length === 0 || isGeneratorSaturated) return null;
  const utilization = medianOverTrials(observed, ({ loop }) => loop?.utilization ?? 0);
  const eachMs = medianOverTrials(
    observed,
    ({ loop, answers }) => (loop?.activeMs ?? 0) / Math.max(1, answers),
  );
  if (utilization < MIN_UTILIZATION) return null;
  const isOpen = isOpenModel(scenario);
  if (!isOpen && eachMs < MIN_CLOSED_MS) return null;
  const share = medianOverTrials(observed, (side) => {
    const { pool, queries, outgoing } = responseTimeShares(side);
    return Math.max(0, 1 - pool - queries - outgoing);
  });
  if (share < MIN_SHARE) return null;
  const isComputing = coresOf(observed) >= MIN_CORES;
  const most = 1_000 / eachMs;
  const closed = isOpen
    ? ''
    : ' The load is closed-loop, which drives any server to its limit, so response times consist mostly of time spent queueing.';
  return {
    share,
    finding: {
      id: 'event-loop-bound',
      level: isOpen ? 'warning' : 'info',
      metric: 'event_loop_utilization',
      message: `The event loop of the server is the bottleneck: it is busy ${formatPercent(utilization, 0)} of the time and ${usedText(observed)}. A response takes ${formatMilliseconds(eachMs)} of event-loop time, so one event loop handles at most ${most.toFixed(most < 10 ? 1 : 0)} responses per second. Queueing for the event loop and running on it make up ${formatPercent(share, 0)} of all response time${othersText(observed)}.${closed}`,
      remedy: isComputing
        ? 'Use a CPU profile (node --cpu-prof) to find out what is computed for each response, or distribute the work across more processes (node:cluster) or worker threads.'
        : 'The event loop is busy without using the CPU: look for blocking calls, such as functions whose names end in Sync (node --trace-sync-io).',
    },
  };
};

function isOpenModel(scenario: Scenario): boolean {
  return scenario.kind === 'http' && scenario.load.type === 'open';
}

function coresOf(sides: readonly ServerMeasurements[]): number {
  return medianOverTrials(sides, ({ cpu, durationMs }) => (cpu?.usedMs ?? durationMs) / durationMs);
}

function usedText(sides: readonly ServerMeasurements[]): string {
  const gc = medianOverTrials(
    sides,
    ({ loop }) => (loop?.gcMs ?? 0) / Math.max(1, loop?.activeMs ?? 0),
  );
  const cores = sides.flatMap(({ cpu }) => cpu?.cores ?? [])[0];
  const of = cores === undefined ? '' : ` of ${cores}`;
  const used = sides.some(({ cpu }) => cpu === null)
    ? 'its CPU time is unknown'
    : `uses ${coresOf(sides).toFixed(2)}${of} cores`;
  return gc < MIN_GC
    ? used
    : `${used}, with garbage collection taking ${formatPercent(gc, 0)} of the busy time`;
}

function othersText(sides: readonly ServerMeasurements[]): string {
  const rest = medianOverTrials(sides, (side) => {
    const { pool, queries, outgoing } = responseTimeShares(side);
    return pool + queries + outgoing;
  });
  return rest < 0.005
    ? '; no waits for databases or other servers were observed'
    : `; databases and other servers account for ${formatPercent(rest, 0)}`;
}

/** Limit for a response to feel immediate: 0.1 s (Nielsen, Usability Engineering, 1993, ch. 5). */
const SHORTEST_STALL_MS = 100;
/** Factor over the usual loop delay from which a delay is an event, not normal behaviour. */
const MIN_FACTOR = 4;
/** Minimum share of the trials with a stall. */
const MIN_TRIALS = 0.3;
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
