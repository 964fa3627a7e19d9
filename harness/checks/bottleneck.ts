import { isPacedByGenerator, listLoadRuns } from '../model/load-generator-saturation.ts';
import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import {
  type ResponseTimeShares,
  responseTimeShares,
} from '../model/program/response-time-breakdown.ts';
import type { PoolUse, ServerMeasurements } from '../model/server-measurements.ts';
import {
  collectServerMeasurements,
  meanResponseMs,
  medianOverTrials,
} from './collect-server-measurements.ts';
import {
  type BottleneckCause,
  busyEventLoopCause,
  eventLoopStallCause,
  type FindBottleneckCause,
} from './event-loop-causes.ts';
import { formatMilliseconds, formatPercent } from './format-check-numbers.ts';

/** Maximum utilization: a loop that is idle half of the time is not what responses wait for. */
const MAX_UTILIZATION = 0.5;
/** Minimum share of response time spent waiting for another service. */
const MIN_SHARE = 0.5;
/** Minimum mean response time worth reporting, in milliseconds. */
const MIN_MEAN_MS = 10;
/** Parts below this share are not listed. */
const LISTED = 0.02;

const REMEDIES = {
  queries:
    'Check the queries: the number per request (`metrics: ["queries"]`), their plans (EXPLAIN), and the indexes.',
  outgoing:
    'Call the other servers less often or in parallel, cache their responses, or make them faster.',
  unseen:
    'Look for timers, file access, name lookups and unobserved libraries; only pg, mysql2 and HTTP requests are observed.',
} as const;

/** The server is idle while its clients wait, because it is waiting itself. */
export const upstreamWaitCause: FindBottleneckCause = ({ sides, isGeneratorSaturated }) => {
  const observed = sides.filter(({ loop }) => loop !== null);
  if (observed.length === 0 || isGeneratorSaturated) return null;
  const utilization = medianOverTrials(observed, ({ loop }) => loop?.utilization ?? 0);
  const mean = medianOverTrials(observed, meanResponseMs);
  if (utilization > MAX_UTILIZATION || mean < MIN_MEAN_MS) return null;
  const part = (name: keyof ResponseTimeShares): number =>
    medianOverTrials(observed, (side) => responseTimeShares(side)[name]);
  const [queries, outgoing, pool, own] = [
    part('queries'),
    part('outgoing'),
    part('pool'),
    part('own'),
  ];
  const unseen = Math.max(0, 1 - queries - outgoing - pool - own - stalledShare(observed));
  const share = Math.min(1, queries + outgoing + unseen);
  if (share < MIN_SHARE) return null;
  const parts = [
    { name: 'outgoing', text: 'outgoing HTTP requests', share: outgoing },
    { name: 'queries', text: 'database queries', share: queries },
    { name: 'unseen', text: 'unobserved causes', share: unseen },
  ] as const;
  const [main = parts[0], ...others] = parts.toSorted((a, b) => b.share - a.share);
  const listed = [main, ...others].filter((part) => part.share >= LISTED);
  const list = listed
    .map(
      (part) =>
        `${part.text} ${formatMilliseconds(part.share * mean)} (${formatPercent(part.share, 0)})`,
    )
    .join(', ');
  return {
    share,
    finding: {
      id: 'server-waits',
      level: 'info',
      metric: 'latency.p50',
      message: `The server is mostly waiting: its event loop is idle ${formatPercent(1 - utilization, 0)} of the time. The mean response time of ${formatMilliseconds(mean)} includes these waits: ${list}${pool < LISTED ? '' : `, plus ${formatPercent(pool, 0)} waiting for a database connection`}.`,
      remedy: REMEDIES[main.name],
    },
  };
};

/** Returns the response time share explained by loop stalls, not by waits for other services. */
function stalledShare(sides: Parameters<FindBottleneckCause>[0]['sides']): number {
  return medianOverTrials(sides, ({ stalls, answersMs }) =>
    answersMs === 0 ? 0 : stalls.reduce((sum, stall) => sum + stall.answersMs, 0) / answersMs,
  );
}

/** Share of connection requests that found none free; an occasional burst may meet a full pool. */
const MIN_QUEUED = 0.1;
/** Minimum share of all response time waiting for a connection: below it, the pool is no limit. */
const MIN_POOL_SHARE = 0.1;

/** Name of each library's option for the number of connections. */
const SIZE_OPTION: Readonly<Record<string, string>> = { pg: 'max', mysql2: 'connectionLimit' };

/** Requests wait for a connection to the database, since all of the pool are in use. */
export const connectionPoolCause: FindBottleneckCause = ({ sides }) => {
  const share = medianOverTrials(sides, (side) => responseTimeShares(side).pool);
  if (share < MIN_POOL_SHARE) return null;
  const pools = sides.flatMap((side) => longestQueue(side) ?? []);
  if (pools.length < sides.length / 2) return null;
  const pool = pools.toSorted((a, b) => a.waits.sumMs - b.waits.sumMs)[pools.length >> 1];
  if (pool === undefined) return null;
  const { library, size, mostInUse, mostWaiting, queued, waits } = pool;
  const asked = Math.max(queued, waits.count);
  const query = medianOverTrials(sides, ({ queries }) => queries?.p50Ms ?? 0);
  const option = SIZE_OPTION[library] ?? 'size';
  return {
    share,
    finding: {
      id: 'pool-exhausted',
      level: 'warning',
      metric: 'latency.p95',
      message: `Requests wait for a database connection: ${formatPercent(queued / asked, 0)} of ${asked} requests to the ${library} pool found all ${size} connections in use (${mostInUse} at once, up to ${mostWaiting} waiting), and waited ${formatMilliseconds(waits.p50Ms)} at the median, ${formatMilliseconds(waits.p95Ms)} at the 95th percentile. That is ${formatPercent(share, 0)} of all response time${query === 0 ? '' : `; a query itself takes ${formatMilliseconds(query)}`}.`,
      remedy: `Give the pool more connections (\`${option}\`, now ${size}) as far as the database allows, hold connections for less time per request, or make the queries faster.`,
    },
  };
};

/** Returns the pool with the longest total wait among those that were exhausted. */
function longestQueue({ pools }: ServerMeasurements): PoolUse | null {
  const full = pools.filter(
    ({ size, mostInUse, queued, waits }) =>
      size > 0 && mostInUse >= size && queued >= MIN_QUEUED * Math.max(1, waits.count),
  );
  const [first, ...others] = full;
  if (first === undefined) return null;
  return others.reduce((a, b) => (b.waits.sumMs > a.waits.sumMs ? b : a), first);
}

const CAUSES: readonly FindBottleneckCause[] = [
  eventLoopStallCause,
  connectionPoolCause,
  busyEventLoopCause,
  upstreamWaitCause,
];

/**
 * Finds the part of the server that responses waited for; several are sorted by the share of the
 * response time they explain.
 */
export const bottleneck: CheckAfter = {
  id: 'bottleneck',
  check: ({ measured, scenario }) => {
    const sides = collectServerMeasurements(measured);
    if (sides.length === 0) return [];
    const load = {
      scenario,
      sides,
      isGeneratorSaturated: isPacedByGenerator(listLoadRuns(measured)),
    };
    const found = CAUSES.map((find) => find(load)).filter(
      (cause): cause is BottleneckCause => cause !== null,
    );
    return found.toSorted((a, b) => b.share - a.share).map(({ finding }) => finding);
  },
};
