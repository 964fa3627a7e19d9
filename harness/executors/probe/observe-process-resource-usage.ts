import { join } from 'node:path';
import { addPreload } from '../../host/process/preload-into-node.ts';
import { NO_NODE_PROCESS, type ObserverContext } from './program-observers.ts';

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
export interface ResourceUsage {
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
  const preload = './report-resource-usage-at-exit-preload';
  return {
    env: {
      PERF_HARNESS_RESOURCE_USAGE: file,
      NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, preload),
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
