import { responseTimeShares } from '../model/program/response-time-breakdown.ts';
import type { PoolUse, ServerMeasurements } from '../model/server-measurements.ts';
import type { FindBottleneckCause } from './bottleneck-cause.ts';
import { medianOverTrials } from './collect-server-measurements.ts';
import { formatMilliseconds, formatPercent } from './format-check-numbers.ts';

/** Share of connection requests that found none free; an occasional burst may meet a full pool. */
export const MIN_QUEUED = 0.1;
/** Minimum share of all response time waiting for a connection: below it, the pool is no limit. */
export const MIN_SHARE = 0.1;

/** Name of each library's option for the number of connections. */
const SIZE_OPTION: Readonly<Record<string, string>> = { pg: 'max', mysql2: 'connectionLimit' };

/** Requests wait for a connection to the database, since all of the pool are in use. */
export const connectionPoolCause: FindBottleneckCause = ({ sides }) => {
  const share = medianOverTrials(sides, (side) => responseTimeShares(side).pool);
  if (share < MIN_SHARE) return null;
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
