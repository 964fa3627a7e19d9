import { responseTimeShares } from '../model/program/response-time-breakdown.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { ServerMeasurements } from '../model/server-measurements.ts';
import type { FindBottleneckCause } from './bottleneck-cause.ts';
import { medianOverTrials } from './collect-server-measurements.ts';
import { formatMilliseconds, formatPercent } from './format-check-numbers.ts';

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
  const told = sides.filter(({ loop }) => loop !== null);
  if (told.length === 0 || isGeneratorSaturated) return null;
  const utilization = medianOverTrials(told, ({ loop }) => loop?.utilization ?? 0);
  const eachMs = medianOverTrials(
    told,
    ({ loop, answers }) => (loop?.activeMs ?? 0) / Math.max(1, answers),
  );
  if (utilization < MIN_UTILIZATION) return null;
  const isOpen = isOpenModel(scenario);
  if (!isOpen && eachMs < MIN_CLOSED_MS) return null;
  const share = medianOverTrials(told, (side) => {
    const { pool, queries, outgoing } = responseTimeShares(side);
    return Math.max(0, 1 - pool - queries - outgoing);
  });
  if (share < MIN_SHARE) return null;
  const isComputing = coresOf(told) >= MIN_CORES;
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
      message: `The event loop of the server is the bottleneck: it is busy ${formatPercent(utilization, 0)} of the time and ${usedText(told)}. A response takes ${formatMilliseconds(eachMs)} of event-loop time, so one event loop handles at most ${most.toFixed(most < 10 ? 1 : 0)} responses per second. Queueing for the event loop and running on it make up ${formatPercent(share, 0)} of all response time${othersText(told)}.${closed}`,
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
