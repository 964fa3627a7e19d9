import { join } from 'node:path';
import { addPreload } from '../../host/process/preload-into-node.ts';
import {
  availableMetric,
  mergeMetricResults,
  unavailableMetric,
} from './available-and-unavailable-metrics.ts';
import { NO_NODE_PROCESS, type ObserverContext, type ProgramObserver } from './program-observer.ts';

/** Counters by the metric that is counted inside the measured processes. */
export const EVENT_COUNTERS = {
  http_round_trips: countRoundTrips,
  queries: countQueries,
} as const;

/** Returns counts for a program unable to count, with the reason for each requested metric. */
export function unavailableEventCounts(
  metrics: readonly string[],
  reason: string,
): ProgramObserver {
  const asked = Object.keys(EVENT_COUNTERS).filter((metric) => metrics.includes(metric));
  const results = mergeMetricResults(...asked.map((metric) => unavailableMetric(metric, reason)));
  return { env: {}, begin: () => () => results };
}

/**
 * Creates the observer of a count that only grows. @param read - The count so far; null: nothing
 * counts yet. @param missing - Reason to report where that stays so to the end.
 */
function createCounter(
  metric: keyof typeof EVENT_COUNTERS,
  env: ProgramObserver['env'],
  read: () => number | null,
  missing: () => string,
): ProgramObserver {
  return {
    env,
    begin: () => {
      const before = read() ?? 0;
      return (operations) => {
        const after = read();
        return after === null
          ? unavailableMetric(metric, missing())
          : availableMetric(metric, (after - before) / operations);
      };
    },
  };
}

/** Counts outgoing HTTP requests by preload. */
function countRoundTrips({ files, folder, nodeOptions }: ObserverContext): ProgramObserver {
  const file = join(folder, 'round-trips');
  const env = {
    PERF_HARNESS_ROUND_TRIPS: file,
    NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './count-http-round-trips-preload'),
  };
  const read = (): number | null => files.read(file)?.length ?? null;
  return createCounter('http_round_trips', env, read, () => NO_NODE_PROCESS);
}

/** Written by the preload in place of a library name if it cannot watch any library. */
const NO_HOOKS = '(no hooks)';

const KNOWN = 'pg, mysql2, better-sqlite3 and node:sqlite';

/**
 * Counts the database queries of a program with a preload in each Node.js process. There is no
 * count until a supported library is loaded, since 0 would claim that there was no query.
 */
function countQueries({ files, folder, nodeOptions }: ObserverContext): ProgramObserver {
  const file = join(folder, 'queries');
  const libraries = (): readonly string[] =>
    (files.read(`${file}-libraries`) ?? '').split('\n').filter((name) => name !== '');
  const env = {
    PERF_HARNESS_QUERIES: file,
    NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './count-database-queries-preload'),
  };
  const read = (): number | null => {
    const isKnown = libraries().some((name) => name !== NO_HOOKS);
    return isKnown ? (files.read(file)?.length ?? null) : null;
  };
  return createCounter('queries', env, read, () => {
    if (files.read(file) === null) return NO_NODE_PROCESS;
    return libraries().includes(NO_HOOKS)
      ? 'the program runs on a Node.js version older than 22.15, which does not report the libraries it loads'
      : `no known database library was loaded; only ${KNOWN} are supported, not other libraries or bundled copies`;
  });
}
