import type { measure, PerformanceMap } from 'perf-harness/plugin';
import { flatSteps } from '../../optimize/index.ts';

/** Percent of an operation below which a step is not followed any further. */
const LEAST_SHARE = 5;

/**
 * Finds the longest step of each level (TPP-04), caller first, with the share of the last in
 * percent of an operation; null if no step has a significant share.
 */
export function findCriticalPath({ steps }: Pick<PerformanceMap, 'steps'>): {
  readonly functions: readonly string[];
  readonly share: number;
} | null {
  const chain: measure.Step[] = [];
  for (let next = longest(steps); next !== undefined; next = longest(next.children)) {
    chain.push(next);
  }
  const last = chain.at(-1);
  return last === undefined
    ? null
    : { functions: chain.map((step) => step.function), share: last.time_share_pct };
}

function longest(steps: readonly measure.Step[]): measure.Step | undefined {
  return steps
    .filter((step) => step.time_share_pct >= LEAST_SHARE)
    .toSorted((a, b) => b.wall_time_ms - a.wall_time_ms)[0];
}

/** Query within a request. */
interface QueryFinding {
  /** Route, or name of the operation. */
  readonly route: string;
  readonly location: string | null;
}

/** Number of queries from one place in a request; more could be combined into one (TPP-03). */
const ONCE = 1;

/** Finds queries that are repeated within a request, most frequent first. */
export function findRepeatedQueries(
  map: PerformanceMap,
): readonly (QueryFinding & { readonly queries: number })[] {
  const route = routeOf(map);
  return queriesIn(map)
    .filter(({ calls }) => (calls ?? 0) > ONCE)
    .map(({ location, calls }) => ({ route, location, queries: calls ?? 0 }))
    .toSorted((a, b) => b.queries - a.queries);
}

/** Percent of an operation from which one query is slow; less is not worth its own change. */
const SLOW_SHARE = 5;

/**
 * Finds queries that are sent once and take a significant share of an operation, slowest first
 * (TPP-03). A missing index cannot be detected here; that needs a query plan of the database.
 */
export function findSlowQueries(
  map: PerformanceMap,
): readonly (QueryFinding & { readonly wall_time_ms: number; readonly share: number })[] {
  const route = routeOf(map);
  return queriesIn(map)
    .filter(({ calls, time_share_pct: share }) => (calls ?? 0) <= ONCE && share >= SLOW_SHARE)
    .map(({ location, wall_time_ms, time_share_pct: share }) => ({
      route,
      location,
      wall_time_ms,
      share,
    }))
    .toSorted((a, b) => b.wall_time_ms - a.wall_time_ms);
}

function queriesIn({ steps }: PerformanceMap): readonly measure.Step[] {
  return flatSteps(steps).filter(({ type }) => type === 'query');
}

/** The entry point of an operation, as people name it. */
function routeOf({ entry_point_info: entry, operations }: PerformanceMap): string {
  return entry.route ?? operations[0]?.name ?? 'the operation';
}
