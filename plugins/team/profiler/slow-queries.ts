import type { PerformanceMap } from 'perf-harness/plugin';
import { flatSteps } from '../../optimize/index.ts';
import { routeOf } from './rank-bottlenecks.ts';

/** A query that takes long by itself. */
export interface SlowQuery {
  /** The route, or what the program was asked to do. */
  readonly route: string;
  readonly location: string | null;
  /** One time, milliseconds. */
  readonly wall_time_ms: number;
  /** Percent of the wall time of an operation. */
  readonly share: number;
}

/** Percent of an operation from which on a single query is slow: less is not worth a change of its own. */
const SLOW_SHARE = 5;

/**
 * Queries that are sent once and take a noticeable part of an operation, the slowest first (TPP-03).
 * Whether an index is missing is not seen from here: a plan of the database says it.
 */
export function slowQueries(map: PerformanceMap): readonly SlowQuery[] {
  const route = routeOf(map);
  return flatSteps(map.steps)
    .filter(
      ({ type, calls, time_share_pct: share }) =>
        type === 'query' && (calls ?? 0) <= 1 && share >= SLOW_SHARE,
    )
    .map(({ location, wall_time_ms, time_share_pct: share }) => ({
      route,
      location,
      wall_time_ms,
      share,
    }))
    .toSorted((a, b) => b.wall_time_ms - a.wall_time_ms);
}
