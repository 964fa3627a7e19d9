/** Modules of the package that are loaded by path, and the modules bundled into the same file. */

/** Entry points loaded by programs and users; they share the chunks. */
export const ENTRY_POINTS = ['cli/bin', 'index', 'plugin'] as const;

/** Modules that others import by the name of the package. */
export const PACKAGE_EXPORTS = ['index', 'plugin'] as const;

/**
 * Modules that run in separate processes, or are preloaded in processes of users. Each is bundled
 * as a single self-contained file, so that a measured process loads as little as possible.
 */
export const CHILD_PROCESS_MODULES = [
  'api/instrument/list-labelled-exports-child',
  'cli/ci/post-comment',
  'cli/init/try/candidate-program-listen-and-clock-preload',
  'harness/executors/command/launcher/command-launcher-process',
  'harness/executors/function/function-external-input-trace-worker',
  'harness/executors/function/vitest/run-vitest-child',
  'harness/executors/function/vitest/vitest-1-to-4-benchmark-runner',
  'harness/executors/function/vitest/vitest-dry-run-benchmark-provider',
  'harness/executors/function/function-worker',
  'harness/executors/hooks/run-scenario-hooks-child',
  'harness/executors/http/load-generator-child',
  'harness/executors/instructions/instruction-counting-worker',
  'harness/executors/page/run-page-flow-child',
  'harness/executors/probe/report-memory-growth-at-exit-preload',
  'harness/executors/probe/count-database-queries-preload',
  'harness/executors/probe/report-resource-usage-at-exit-preload',
  'harness/executors/probe/count-http-round-trips-preload',
  'harness/executors/probe/server-probe-preload',
  'harness/executors/server/fault-proxy-child',
  'harness/executors/trace/traced-program-preload',
  'harness/host/process/kill-orphaned-process-trees-child',
  'harness/loader/keep-source-compiler-loaded-preload',
  'harness/loader/register',
  'harness/machine/time-constant-workload-child',
  'harness/scenario/load/load-user-module-child',
  'plugins/optimize/verify/check/behavior-check-child',
  'plugins/optimize/verify/record/call-recorder',
  'plugins/optimize/verify/replay/replay-worker',
  'plugins/optimize/verify/time/call-timing-child',
  'profilers/0x/read-v8-log-with-zero-x-child',
  'profilers/calls/record-outside-calls-preload',
  'profilers/clinic/bubbleprof-analysis-child',
  'profilers/clinic/doctor-analysis-child',
  'profilers/execution-coverage/record-v8-coverage-preload',
  'profilers/instrument/instrument-functions-preload',
  'profilers/tool/third-party-profiler-start-and-stop-preload',
  'profilers/v8/cpu-profile-preload',
  'profilers/v8/heap-profile-preload',
  'profilers/waits/wait-recorder-preload',
] as const;

/** Source files that the package contains unchanged, at the same path. */
export const VERBATIM_FILES = [
  'harness/host/process/guardian-wait.sh',
  // Runs in browsers of users.
  'harness/field/collect/web-vitals-beacon-reporter.js',
  // Written in another language.
  'profilers/python/sitecustomize.py',
  // Loaded into programs of any Node.js.
  'harness/snapshot/trace-loaded-files-preload.cjs',
] as const;

/**
 * Packages that are loaded from `node_modules`: those with native code, which suit only the
 * platform they were installed on, and those that users provide. All others are bundled.
 */
export const EXTERNAL_PACKAGES: readonly string[] = [
  '@ast-grep/lang-python',
  '@ast-grep/napi',
  'oxc-resolver',
  'playwright-core',
];

/** Files of packages that are read as text, by the package and from its folder. */
export const TEXT_PACKAGE_FILES: readonly (readonly [name: string, path: string])[] = [
  ['web-vitals', 'dist/web-vitals.iife.js'],
];

/**
 * Modules that share a file because they are loaded in sequence on the same path, with all their
 * imports. A later file omits what an earlier file contains.
 */
export const CHUNK_MODULES: Readonly<Record<string, readonly string[]>> = {
  // Loaded by every scenario file, in every measured process, so it must contain nothing else.
  public: ['index'],
  // Loaded by every start of the command line, even `--version`; also the bundler's own additions.
  first: ['cli/run-cli-and-exit-process'],
  // Loaded by every command, and the beginning of a run: a process that reads modules, an
  // inspection of the machine.
  start: ['cli/main', 'harness/host', 'cli/commands/run/execute-run-command'],
  // Loaded meanwhile by the run of a function; other commands share most of it.
  measure: [
    'cli/commands/run/measure-and-report-scenarios',
    'harness/executors/function/function-executor',
    'reports/terminal-reporter',
  ],
};
