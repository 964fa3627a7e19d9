import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RunningProcess } from '../../../host/process/process-runner.ts';
import { childModule } from '../../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../../host.ts';
import type { VitestReport } from './vitest-json-benchmark-report.ts';

export type FoundVitest =
  | {
      readonly type: 'found';
      readonly program: string;
      /** True for versions 1 to 4, which are run in a different way. */
      readonly isOlder: boolean;
    }
  | { readonly type: 'missing'; readonly problem: string; readonly remedy: string };

/** From this version on, `bench` belongs to the context of a test and results are in the JSON. */
const BY_TESTS = 5;
/** Earlier versions only print benchmark results, for people to read. */
const OLDEST_MAJOR = 1;

/** Resolves vitest from the file itself, so that the project's own version is used. */
export function findVitest(file: string): FoundVitest {
  const load = createRequire(file);
  let path: string;
  try {
    path = load.resolve('vitest/package.json');
  } catch {
    const problem = `${file} needs vitest, but vitest is not installed in its project`;
    return {
      type: 'missing',
      problem,
      remedy: 'Install vitest in that project: npm install --save-dev vitest',
    };
  }
  const { version, bin } = load(path) as { version: string; bin: Record<string, string> };
  const major = Number.parseInt(version, 10);
  if (major < OLDEST_MAJOR) {
    const problem = `${file} uses vitest ${version}, whose benchmarks are not supported`;
    return {
      type: 'missing',
      problem,
      remedy: `Update vitest: npm install --save-dev vitest@^${BY_TESTS}`,
    };
  }
  const program = join(dirname(path), bin.vitest ?? 'vitest.mjs');
  return { type: 'found', program, isOlder: major < BY_TESTS };
}

export interface VitestRun {
  readonly process: RunningProcess;
  readonly report: () => VitestReport | null;
}

/**
 * Runs a bench file in the project's vitest, in a process that calls its API. Vitest 1 to 4 cannot
 * select a benchmark by pattern, and give results only to code that calls their API; from version 5
 * on, only tests know their benchmarks, so they run with an engine that measures nothing.
 */
export function runVitest(
  host: Host,
  { isOlder }: Extract<FoundVitest, { type: 'found' }>,
  options: {
    readonly file: string;
    /** Benchmark that vitest 1 to 4 measures; null: lists all benchmarks and measures none. */
    readonly task: string | null;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly execPath: string;
  },
): VitestRun {
  let report: VitestReport | null = null;
  const process = host.processes.start({
    file: options.execPath,
    args: [
      childModule(import.meta.url, './run-vitest-child'),
      options.file,
      isOlder ? 'runner' : 'provider',
      isOlder
        ? childModule(import.meta.url, './vitest-1-to-4-benchmark-runner')
        : childModule(import.meta.url, './vitest-dry-run-benchmark-provider'),
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
