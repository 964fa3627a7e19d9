import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { addPreload } from '../../host/process/preload-into-node.ts';
import type { MetricResults } from './available-and-unavailable-metrics.ts';
import { type EventCounter, NO_NODE_PROCESS } from './event-counter.ts';

/** Environment variable that passes the preload the path of its count file. */
const VARIABLE = 'PERF_HARNESS_ROUND_TRIPS';

/** Counts outgoing HTTP requests by preload. @param folder - For the count, until last `read`. */
export function countRoundTrips(
  files: Pick<Files, 'read'>,
  folder: string,
  nodeOptions: string | undefined,
): EventCounter {
  const file = join(folder, 'round-trips');
  return {
    env: {
      [VARIABLE]: file,
      NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './count-http-round-trips-preload'),
    },
    read: () => files.read(file)?.length ?? null,
    missing: () => NO_NODE_PROCESS,
  };
}

/** Counter for each metric that is counted inside the measured processes. */
const COUNTS = {
  http_round_trips: countRoundTrips,
  queries: countQueries,
} as const;

/** Metrics that are counted inside the measured processes, each only if a scenario requests it. */
export const EVENT_COUNT_METRICS: readonly string[] = Object.keys(COUNTS);

/** Counts that a scenario requests. */
export interface ProgramEventCounts {
  /** Variables added to the environment of the program; empty if nothing is counted. */
  readonly env: Readonly<Record<string, string>>;
  /** Begins a measurement. The returned function ends it and returns the counts an operation. */
  readonly begin: () => (operations: number) => MetricResults;
}

/** Sets up the counts a scenario requests. @param folder - Exists until the last stretch ended. */
export function countQueriesAndRoundTrips(
  files: Pick<Files, 'read'>,
  folder: string,
  metrics: readonly string[],
  nodeOptions: string | undefined,
): ProgramEventCounts {
  const counts: (readonly [metric: string, count: EventCounter])[] = [];
  let env: Record<string, string> = {};
  for (const [metric, open] of Object.entries(COUNTS)) {
    if (!metrics.includes(metric)) continue;
    const count = open(files, folder, env.NODE_OPTIONS ?? nodeOptions);
    counts.push([metric, count]);
    env = { ...env, ...count.env };
  }
  return {
    env,
    begin: () => {
      const before = counts.map(([, count]) => count.read() ?? 0);
      return (operations) => {
        const measurements: Record<string, number> = {};
        const unavailable: Record<string, string> = {};
        for (const [index, [metric, count]] of counts.entries()) {
          const after = count.read();
          if (after === null) unavailable[metric] = count.missing();
          else measurements[metric] = (after - (before[index] ?? 0)) / operations;
        }
        return { measurements, unavailable };
      };
    },
  };
}

/** Returns counts for a program unable to count, with the reason for each requested metric. */
export function unavailableEventCounts(
  metrics: readonly string[],
  reason: string,
): ProgramEventCounts {
  const asked = EVENT_COUNT_METRICS.filter((metric) => metrics.includes(metric));
  const unavailable = Object.fromEntries(asked.map((metric) => [metric, reason]));
  return { env: {}, begin: () => () => ({ measurements: {}, unavailable }) };
}

/** Environment variable that passes the preload the path of its count file. */
const QUERIES_VARIABLE = 'PERF_HARNESS_QUERIES';
/** Written by the preload in place of a library name if it cannot watch any library. */
const NO_HOOKS = '(no hooks)';

const KNOWN = 'pg, mysql2, better-sqlite3 and node:sqlite';

/**
 * Prepares to count the database queries of a program with a preload in each Node.js process. There
 * is no count until a supported library is loaded, since 0 would claim that there was no query.
 * @param folder - Folder for the count; exists until the last `read`.
 * @param nodeOptions - `NODE_OPTIONS` that the program would have had otherwise.
 */
export function countQueries(
  files: Pick<Files, 'read'>,
  folder: string,
  nodeOptions: string | undefined,
): EventCounter {
  const file = join(folder, 'queries');
  const libraries = (): readonly string[] =>
    (files.read(`${file}-libraries`) ?? '').split('\n').filter((name) => name !== '');
  return {
    env: {
      [QUERIES_VARIABLE]: file,
      NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './count-database-queries-preload'),
    },
    read: () => {
      const isKnown = libraries().some((name) => name !== NO_HOOKS);
      return isKnown ? (files.read(file)?.length ?? null) : null;
    },
    missing: () => {
      if (files.read(file) === null) return NO_NODE_PROCESS;
      return libraries().includes(NO_HOOKS)
        ? 'the program runs on a Node.js version older than 22.15, which does not report the libraries it loads'
        : `no known database library was loaded; only ${KNOWN} are supported, not other libraries or bundled copies`;
    },
  };
}
