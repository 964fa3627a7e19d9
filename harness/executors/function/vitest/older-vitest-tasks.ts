import { SEPARATOR, type VitestReport, type VitestTask } from './vitest-report.ts';

/** A benchmark, or a group of them, as vitest 1 to 4 keeps it. */
export interface RawTask {
  readonly name: string;
  /** Only of files. */
  readonly filepath?: string;
  /** The group that it is in. */
  readonly suite?: RawTask;
  /** Only of groups. */
  readonly tasks?: readonly RawTask[];
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

/** `describe > bench`, as perf-harness calls it; the file has no part in it. */
export function nameOfTask(task: RawTask): string {
  const names: string[] = [];
  for (let at: RawTask | undefined = task; at !== undefined; at = at.suite) {
    if (at.filepath === undefined && at.name !== '') names.unshift(at.name);
  }
  return names.join(SEPARATOR);
}

/** All benchmarks of a file or a group. */
export function benchmarksIn(task: RawTask): readonly RawTask[] {
  return task.tasks === undefined ? [task] : task.tasks.flatMap(benchmarksIn);
}

/** Reports the benchmarks of some files; for those not measured, the name only. */
export function reportOf(files: readonly RawTask[]): VitestReport {
  const benchmarks = files.flatMap(benchmarksIn).filter(({ mode }) => mode === 'run');
  return {
    tasks: benchmarks.map(toTask),
    failures: [...files, ...benchmarks].flatMap((task) =>
      (task.result?.errors ?? []).map(({ message = '' }) => ({
        test: nameOfTask(task) || (task.filepath ?? ''),
        message,
      })),
    ),
  };
}

function toTask(task: RawTask): VitestTask {
  const name = nameOfTask(task);
  const { samples = [], totalTime: totalMs = 0 } = task.result?.benchmark ?? {};
  const test = name.split(SEPARATOR).slice(0, -1).join(SEPARATOR);
  return { name, test, p50: medianOf(samples), samples: samples.length, totalMs };
}

/** NaN where there are none. */
function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((sample, other) => sample - other);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
