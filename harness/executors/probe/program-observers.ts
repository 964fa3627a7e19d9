import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { preloadFlag } from '../../host/process/preload-into-node.ts';
import type { MetricReadings } from '../metric-readings.ts';

/** Observes a measured program and all of its descendants that run on Node.js. */
export interface ProgramObserver {
  /** Variables added to the environment of the program; empty if nothing is observed. */
  readonly env: Readonly<Record<string, string>>;
  /** Begins a stretch. The returned function ends it and returns the metrics per operation. */
  readonly begin: () => (operations: number) => MetricReadings;
}

/** Folder of a unit, which exists until its last stretch has ended, and the program's own options. */
interface ObserverContext {
  readonly files: Pick<Files, 'read'>;
  readonly folder: string;
  /** `NODE_OPTIONS` that the program would have had otherwise. */
  readonly nodeOptions: string | undefined;
}

const NO_NODE_PROCESS = 'no Node.js process was involved, and only Node.js processes are counted';

/** Metric that a preload in each Node.js process writes into a file. */
interface ObservedMetric {
  /** Environment variable with the path of the file. */
  readonly variable: string;
  /** Flag of Node.js that loads the preload. */
  readonly flag: string;
  /**
   * Returns the metric, or why there is none. @param added - Text written in the stretch.
   * @param libraries - Lists what the counter of queries notes beside its file.
   */
  readonly evaluate: (
    added: string,
    operations: number,
    libraries: () => readonly string[],
  ) => number | string;
}

/** Written by the preload in place of a library name if it cannot watch any library. */
const NO_HOOKS = '(no hooks)';
const KNOWN = 'pg, mysql2, better-sqlite3 and node:sqlite';

const OBSERVED_METRICS = {
  http_round_trips: {
    variable: 'PERF_HARNESS_ROUND_TRIPS',
    flag: preloadFlag(import.meta.url, './count-http-round-trips-preload'),
    evaluate: ({ length }, operations) => length / operations,
  },
  queries: {
    variable: 'PERF_HARNESS_QUERIES',
    flag: preloadFlag(import.meta.url, './count-database-queries-preload'),
    evaluate: ({ length }, operations, libraries) => {
      // No count until a supported library is loaded: 0 would claim that there was no query.
      if (libraries().some((name) => name !== NO_HOOKS)) return length / operations;
      return libraries().includes(NO_HOOKS)
        ? 'the program runs on a Node.js version older than 22.15, which does not report the libraries it loads'
        : `no known database library was loaded; only ${KNOWN} are supported, not other libraries or bundled copies`;
    },
  },
  // The largest growth of a process from its start to its exit.
  memory_growth: {
    variable: 'PERF_HARNESS_MEMORY_GROWTH',
    flag: preloadFlag(import.meta.url, './report-memory-growth-at-exit-preload'),
    evaluate: (added) => {
      const growths = added.split('\n').slice(0, -1).map(Number);
      return growths.length === 0
        ? 'every Node.js process ended before it could report its memory'
        : Math.max(...growths);
    },
  },
} as const satisfies Readonly<Record<string, ObservedMetric>>;

export type ObservedMetricName = keyof typeof OBSERVED_METRICS;

/** Metrics counted inside the measured processes, event by event. */
export const EVENT_COUNTS: readonly ObservedMetricName[] = ['http_round_trips', 'queries'];

export function observeProgram(
  metrics: readonly ObservedMetricName[],
  { files, folder, nodeOptions }: ObserverContext,
): ProgramObserver {
  const env: Record<string, string> = {};
  const begins = metrics.map((metric) => {
    const { variable, flag, evaluate }: ObservedMetric = OBSERVED_METRICS[metric];
    const file = join(folder, metric);
    env[variable] = file;
    env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? nodeOptions ?? ''} ${flag}`.trim();
    const libraries = (): readonly string[] =>
      (files.read(`${file}-libraries`) ?? '').split('\n').filter((name) => name !== '');
    return () => {
      const before = files.read(file)?.length ?? 0;
      return (operations: number): MetricReadings => {
        const text = files.read(file);
        return {
          [metric]:
            text === null ? NO_NODE_PROCESS : evaluate(text.slice(before), operations, libraries),
        };
      };
    };
  });
  return {
    env,
    begin: () => {
      const ends = begins.map((begin) => begin());
      return (operations) => Object.assign({}, ...ends.map((end) => end(operations)));
    },
  };
}

/** Resource usage that a Node.js process of a command writes at its exit, as one line of JSON. */
export interface ReportedResourceUsage {
  readonly pid: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakBytes: number;
  /** Programs that it has started. */
  readonly started: number;
}

export type ProgramUsage =
  | Pick<ReportedResourceUsage, 'userMs' | 'systemMs' | 'peakBytes'>
  | string;

/** Resource usage reported by a command's Node.js processes, where platforms do not account. */
interface ResourceUsage {
  readonly env: Readonly<Record<string, string>>;
  /** Begins a run. The returned function ends it, given the id of the process that was started. */
  readonly begin: () => (pid: number | undefined) => ProgramUsage;
}

/**
 * Observes resource usage of a program of Node.js processes only, since other processes report
 * nothing and their share would be missing unnoticed.
 */
export function observeResourceUsage({
  files,
  folder,
  nodeOptions,
}: ObserverContext): ResourceUsage {
  const file = join(folder, 'resource-usage');
  const flag = preloadFlag(import.meta.url, './report-resource-usage-at-exit-preload');
  return {
    env: {
      PERF_HARNESS_RESOURCE_USAGE: file,
      NODE_OPTIONS: `${nodeOptions ?? ''} ${flag}`.trim(),
    },
    begin: () => {
      const before = files.read(file)?.length ?? 0;
      return (pid) => {
        const lines = (files.read(file) ?? '').slice(before).split('\n').slice(0, -1);
        return addUp(
          lines.map((line) => JSON.parse(line) as ReportedResourceUsage),
          pid,
        );
      };
    },
  };
}

function addUp(reports: readonly ReportedResourceUsage[], pid: number | undefined): ProgramUsage {
  if (reports.length === 0) return NO_NODE_PROCESS;
  if (!reports.some((report) => report.pid === pid)) return NOT_FIRST;
  const sum = (of: (report: ReportedResourceUsage) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  // Every process except the first was started by another.
  if (sum(({ started }) => started) > reports.length - 1) return OTHERS;
  return {
    userMs: sum(({ userMs }) => userMs),
    systemMs: sum(({ systemMs }) => systemMs),
    // Of the largest process.
    peakBytes: Math.max(...reports.map(({ peakBytes }) => peakBytes)),
  };
}

const NOT_FIRST =
  'the command is not a Node.js program or was terminated by a signal, and this platform does not report the usage of other programs';
const OTHERS =
  'the command starts programs other than Node.js, or programs that keep running, and this platform does not report their usage';
