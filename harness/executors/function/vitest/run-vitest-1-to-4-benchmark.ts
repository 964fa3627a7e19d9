import type { RunningProcess } from '../../../host/process/process-runner.ts';
import { childModule } from '../../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../../host.ts';
import type { VitestReport } from './vitest-json-benchmark-report.ts';

export interface OlderVitestRun {
  readonly process: RunningProcess;
  /** Report of a run that has ended; null if it made none. */
  readonly report: () => VitestReport | null;
}

/**
 * Measures one benchmark of a file with the project's vitest (version 1 to 4) in its own process.
 * These versions cannot select a benchmark by pattern, and give results only to code that calls
 * their API.
 */
export function runOlderVitest(
  host: Host,
  options: {
    readonly file: string;
    /** null: lists all benchmarks and measures none. */
    readonly task: string | null;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly execPath: string;
  },
): OlderVitestRun {
  let report: VitestReport | null = null;
  const process = host.processes.start({
    file: options.execPath,
    args: [
      childModule(import.meta.url, './run-vitest-1-to-4-benchmark-child'),
      options.file,
      childModule(import.meta.url, './vitest-1-to-4-benchmark-runner'),
    ],
    cwd: options.cwd,
    env: { ...options.env, PERF_HARNESS_VITEST_TASK: options.task ?? undefined },
    channel: true,
  });
  process.onMessage((message) => {
    // Safe cast: our child process sends nothing else; vitest itself communicates with its own
    // workers.
    report = message as VitestReport;
  });
  return { process, report: () => report };
}
