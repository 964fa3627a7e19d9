import { childModule } from '../../../host/process/child-module.ts';
import type { RunningProcess } from '../../../host/process/processes.ts';
import type { Host } from '../../../host.ts';
import type { VitestReport } from './vitest-report.ts';

/** A vitest that runs. */
export interface AskedVitest {
  readonly process: RunningProcess;
  /** What it has told once it has ended; null: nothing. */
  readonly report: () => VitestReport | null;
}

/**
 * Has the vitest of a project, of version 1 to 4, measure one benchmark of a file, in a process of its own.
 * Which it is cannot be said by a pattern there, and what came of it is told to callers alone.
 */
export function askOlderVitest(
  host: Host,
  options: {
    /** Absolute path of the bench file. */
    readonly file: string;
    /** null: none is measured, and all are told. */
    readonly task: string | null;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly execPath: string;
  },
): AskedVitest {
  let report: VitestReport | null = null;
  const process = host.processes.start({
    file: options.execPath,
    args: [
      childModule(import.meta.url, './older-vitest-child'),
      options.file,
      childModule(import.meta.url, './older-vitest-runner'),
    ],
    cwd: options.cwd,
    env: { ...options.env, PERF_HARNESS_VITEST_TASK: options.task ?? undefined },
    channel: true,
  });
  process.onMessage((message) => {
    // Sound: the child of ours sends nothing else; vitest itself talks to its own workers.
    report = message as VitestReport;
  });
  return { process, report: () => report };
}
