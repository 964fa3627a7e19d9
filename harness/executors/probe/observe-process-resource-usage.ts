import { join } from 'node:path';
import { addPreload } from '../../host/process/preload-into-node.ts';
import type { ReportedResourceUsage } from './node-process-exit-resource-usage-record.ts';
import { NO_NODE_PROCESS, type ObserverContext } from './program-observer.ts';

/** Environment variable that passes the preload the path of its output file. */
const VARIABLE = 'PERF_HARNESS_RESOURCE_USAGE';

/** Total resource usage of the processes of a command, or why it is unknown. */
export type ProgramUsage =
  | {
      readonly type: 'told';
      readonly userMs: number;
      readonly systemMs: number;
      /** Peak of the largest process. */
      readonly peakBytes: number;
    }
  | { readonly type: 'untold'; readonly reason: string };

/** Resource usage reported by a command's Node.js processes, where platforms do not account. */
export interface ResourceUsage {
  /** Variables added to the environment of the program. */
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
  return {
    env: {
      [VARIABLE]: file,
      NODE_OPTIONS: addPreload(
        nodeOptions,
        import.meta.url,
        './report-resource-usage-at-exit-preload',
      ),
    },
    begin: () => {
      const before = files.read(file)?.length ?? 0;
      return (pid) => {
        const text = (files.read(file) ?? '').slice(before);
        const lines = text.split('\n').slice(0, -1);
        return together(
          lines.map((line) => JSON.parse(line) as ReportedResourceUsage),
          pid,
        );
      };
    },
  };
}

function together(told: readonly ReportedResourceUsage[], pid: number | undefined): ProgramUsage {
  if (told.length === 0) return untold(NO_NODE_PROCESS);
  if (!told.some((usageLine) => usageLine.pid === pid)) return untold(NOT_FIRST);
  const sum = (of: (usageLine: ReportedResourceUsage) => number): number =>
    told.reduce((total, usageLine) => total + of(usageLine), 0);
  // Every process except the first was started by another.
  if (sum(({ started }) => started) > told.length - 1) return untold(OTHERS);
  return {
    type: 'told',
    userMs: sum(({ userMs }) => userMs),
    systemMs: sum(({ systemMs }) => systemMs),
    peakBytes: Math.max(...told.map(({ peakBytes }) => peakBytes)),
  };
}

function untold(reason: string): ProgramUsage {
  return { type: 'untold', reason };
}

const NOT_FIRST =
  'the command is not a Node.js program or was terminated by a signal, and this platform does not report the usage of other programs';
const OTHERS =
  'the command starts programs other than Node.js, or programs that keep running, and this platform does not report their usage';
