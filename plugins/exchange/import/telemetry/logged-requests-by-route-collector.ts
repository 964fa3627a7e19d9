import { type Finding, imports } from 'perf-harness/plugin';
import { createLoadBlock, readLatencies } from '../imported-trial-blocks.ts';
import { findingIf, type RunDraft } from '../importer.ts';

/** Limit of distinct routes, since probing of addresses can create any number of them. */
const MOST_ROUTES = 1_000;
const OTHERS = '(other routes)';
/** Maximum number of routes that become records: those that took the most time. */
const MOST_RUNS = 50;

export interface LoggedRequest {
  /** Method and pattern of the path, or the name of a span. */
  readonly route: string;
  /** Duration, milliseconds. */
  readonly ms: number;
  /** True if there was no response, or its status is outside 200 to 399. */
  readonly isError: boolean;
  /** End of the request, milliseconds since an origin all requests share; null if not stated. */
  readonly endMs: number | null;
}

interface Counted {
  readonly times: imports.Series;
  sumMs: number;
  failed: number;
}

/**
 * Gathers requests by their routes. `runs` returns a run per route, with one trial, since the
 * responses of one process are not independent; it takes the reason for an absent percentile, and
 * whether times are since 1970.
 */
export function createRequestCollector() {
  const routes = new Map<string, Counted>();
  let [firstMs, lastMs, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  const countedOf = (route: string): Counted => {
    const name = routes.has(route) || routes.size < MOST_ROUTES ? route : OTHERS;
    const known = routes.get(name) ?? {
      times: imports.createSeries('trend'),
      sumMs: 0,
      failed: 0,
    };
    routes.set(name, known);
    return known;
  };
  return {
    add: ({ route, ms, isError, endMs }: LoggedRequest): void => {
      const counted = countedOf(route);
      counted.times.add(ms);
      counted.sumMs += ms;
      if (isError) counted.failed += 1;
      count += 1;
      if (endMs === null) return;
      [firstMs, lastMs] = [Math.min(firstMs, endMs - ms), Math.max(lastMs, endMs)];
    },
    count: (): number => count,
    runs: (reason: string, isEpoch: boolean, findings: readonly Finding[]): readonly RunDraft[] => {
      const isTimed = firstMs <= lastMs;
      const startedAt = isTimed && isEpoch ? new Date(firstMs).toISOString() : null;
      const seconds = isTimed ? (lastMs - firstMs) / 1_000 : 0;
      const sorted = [...routes].toSorted(([, a], [, b]) => b.sumMs - a.sumMs);
      const left = sorted.length - MOST_RUNS;
      return sorted.slice(0, MOST_RUNS).map(
        ([route, counted], index): RunDraft => ({
          scenario: route,
          kind: 'http',
          trials: [{ state: 'completed', startedAt, blocks: [blockOf(counted, seconds, reason)] }],
          findings: index === 0 ? [...findings, ...leftOut(left)] : [],
        }),
      );
    },
  };
}

function blockOf({ times, failed }: Counted, seconds: number, reason: string) {
  const answers = times.count();
  return createLoadBlock(
    { answers, requests: answers, failed, seconds },
    readLatencies(times),
    reason,
    '',
  );
}

function leftOut(routes: number): readonly Finding[] {
  return findingIf(routes > 0, {
    id: 'import-routes',
    level: 'info',
    message: `${routes} routes with less total time than the imported routes were skipped.`,
  });
}
