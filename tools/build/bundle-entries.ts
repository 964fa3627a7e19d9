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
  'cli/ci/post-comment',
  'cli/init/try/observe-preload',
  'harness/executors/command/launcher/launcher',
  'harness/executors/function/trace/trace-worker',
  'harness/executors/function/vitest/list-vitest-child',
  'harness/executors/function/vitest/older-vitest-child',
  'harness/executors/function/vitest/older-vitest-runner',
  'harness/executors/function/vitest/vitest-listing-provider',
  'harness/executors/function/function-worker',
  'harness/executors/hooks/hooks-child',
  'harness/executors/http/load-process-child',
  'harness/executors/instructions/counting-worker',
  'harness/executors/page/flow-child',
  'harness/executors/probe/memory-growth-preload',
  'harness/executors/probe/queries-preload',
  'harness/executors/probe/resource-usage-preload',
  'harness/executors/probe/round-trips-preload',
  'harness/executors/probe/server-probe-preload',
  'harness/executors/server/fault-proxy-child',
  'harness/executors/trace/program-preload',
  'harness/host/process/guardian-child',
  'harness/loader/preload-transformer',
  'harness/loader/register',
  'harness/machine/stability-child',
  'harness/scenario/load/load-child',
  'plugins/optimize/verify/check/check-child',
  'plugins/optimize/verify/record/recorder',
  'plugins/optimize/verify/replay/side-worker',
  'plugins/optimize/verify/time/time-child',
  'profilers/0x/ticks-child',
  'profilers/clinic/bubbleprof-child',
  'profilers/clinic/doctor-child',
  'profilers/execution-coverage/coverage-preload',
  'profilers/instrument/instrument-preload',
  'profilers/tool/tool-preload',
  'profilers/v8/cpu-preload',
  'profilers/v8/heap-preload',
  'profilers/waits/waits-preload',
] as const;

/** Source files that the package contains unchanged, at the same path. */
export const VERBATIM_FILES = [
  'harness/host/process/guardian-wait.sh',
  // Runs in browsers of users.
  'harness/field/collect/vitals.js',
  // Written in another language.
  'profilers/python/sitecustomize.py',
  // Loaded into programs of any Node.js.
  'harness/snapshot/loaded-files-preload.cjs',
] as const;

/**
 * Packages that are loaded from `node_modules`: those with native code, which suit only the
 * platform they were installed on, and those that users provide. All others are bundled.
 */
export const EXTERNAL_PACKAGES: readonly string[] = [
  '@ast-grep/lang-python',
  '@ast-grep/napi',
  // Loads WebAssembly from a file next to its own.
  'libpg-query',
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
  first: ['cli/start'],
  // Loaded by every command, and the beginning of a run: a process that reads modules, an
  // inspection of the machine.
  start: ['cli/main', 'harness/host', 'cli/commands/run/execute-run'],
  // Loaded meanwhile by the run of a function; other commands share most of it.
  measure: [
    'cli/commands/run/measure-and-report',
    'harness/executors/function/function-executor',
    'reports/terminal-reporter',
  ],
};
