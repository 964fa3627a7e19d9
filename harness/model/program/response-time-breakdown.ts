import type { ServerMeasurements } from '../server-measurements.ts';

/** Shares of the response time of all responses together, from 0 to 1. */
export interface ResponseTimeShares {
  /** Waiting for a connection of a pool. */
  readonly pool: number;
  /** Waiting for the database. */
  readonly queries: number;
  /** Waiting for other servers. */
  readonly outgoing: number;
  /** The event loops at work. */
  readonly own: number;
}

export function responseTimeShares({
  answersMs,
  pools,
  queries,
  outgoing,
  loop,
}: ServerMeasurements): ResponseTimeShares {
  // Concurrent work for one request adds up to more than the duration of the request.
  const share = (sumMs: number): number => (answersMs === 0 ? 0 : Math.min(1, sumMs / answersMs));
  return {
    pool: share(pools.reduce((sum, { waits }) => sum + waits.sumMs, 0)),
    queries: share(queries?.sumMs ?? 0),
    outgoing: share(outgoing?.sumMs ?? 0),
    own: share(loop?.activeMs ?? 0),
  };
}
