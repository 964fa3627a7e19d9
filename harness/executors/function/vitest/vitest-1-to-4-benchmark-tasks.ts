import {
  TASK_NAME_SEPARATOR,
  type VitestReport,
  type VitestTask,
} from './vitest-json-benchmark-report.ts';

export interface OlderVitestTask {
  readonly name: string;
  readonly filepath?: string;
  readonly suite?: OlderVitestTask;
  readonly tasks?: readonly OlderVitestTask[];
  mode: string;
  readonly result?: {
    readonly state?: string;
    readonly errors?: readonly { readonly message?: string }[];
    readonly benchmark?: {
      readonly samples?: readonly number[];
      readonly totalTime?: number;
    };
  };
}

/** Formats the name as `describe > bench`, as perf-harness does, without the file name. */
export function formatTaskName(task: OlderVitestTask): string {
  const names: string[] = [];
  for (let at: OlderVitestTask | undefined = task; at !== undefined; at = at.suite) {
    if (at.filepath === undefined && at.name !== '') names.unshift(at.name);
  }
  return names.join(TASK_NAME_SEPARATOR);
}

export function collectBenchmarks(task: OlderVitestTask): readonly OlderVitestTask[] {
  return task.tasks === undefined ? [task] : task.tasks.flatMap(collectBenchmarks);
}

/** Reports the benchmarks of some files; for those not measured, the name only. */
export function createVitestReport(files: readonly OlderVitestTask[]): VitestReport {
  const benchmarks = files.flatMap(collectBenchmarks).filter(({ mode }) => mode === 'run');
  return {
    tasks: benchmarks.map(toTask),
    failures: [...files, ...benchmarks].flatMap((task) =>
      (task.result?.errors ?? []).map(({ message = '' }) => ({
        test: formatTaskName(task) || (task.filepath ?? ''),
        message,
      })),
    ),
  };
}

function toTask(task: OlderVitestTask): VitestTask {
  const name = formatTaskName(task);
  const { samples = [], totalTime: totalMs = 0 } = task.result?.benchmark ?? {};
  const test = name.split(TASK_NAME_SEPARATOR).slice(0, -1).join(TASK_NAME_SEPARATOR);
  return { name, test, p50: medianOf(samples), samples: samples.length, totalMs };
}

function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((sample, other) => sample - other);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
