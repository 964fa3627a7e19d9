import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { PACKAGE_CHECKS, PROOFS } from './tools/slow-test-globs.ts';
import { StrayErrorsReporter } from './tools/uncaught-vitest-errors-reporter.ts';

/** Folder for V8's raw coverage of the tests and of every process that they start; see tools/. */
const RAW_COVERAGE = process.env.TEST_COVERAGE;

export const FIXTURES = 'test/fixtures/**';

/**
 * Plain Node with its own type stripping: tests see what users run, and coverage of the processes
 * that tests start has the same places in the same files as that of the tests themselves.
 */
export const COMMON = {
  experimental: { viteModuleRunner: false },
  pool: 'forks',
  // A failed assertion about a text shows the whole text.
  chaiConfig: { truncateThreshold: 0 },
} as const;

/**
 * Files that cannot share a process with others, each with its reason. All others do: to start one
 * and load the sources takes up to a second of CPU.
 */
const ALONE: readonly string[] = [];

const QUICK = {
  ...COMMON,
  // Against a hang, however busy the machine is; no test says anything about time with it.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 120_000 } },
  setupFiles: [
    'test/start-child-modules-from-built-package.ts',
    'test/collect-coverage.ts',
    'test/detect-state-leaks-between-test-files.ts',
    'harness/loader/register-self-reference.ts',
  ] as string[],
  ...(RAW_COVERAGE && { env: { NODE_V8_COVERAGE: resolve(RAW_COVERAGE) } }),
  // More than cores: most tests wait for processes.
  maxWorkers: 2 * availableParallelism(),
};

const NOT_QUICK = [FIXTURES, ...PACKAGE_CHECKS, ...Object.values(PROOFS).flat()];

export default defineConfig({
  test: {
    globalSetup: [
      'test/create-temporary-folder.ts',
      'test/compile-cache.ts',
      'test/start-shared-chromium-and-databases.ts',
    ],
    projects: [
      {
        test: {
          ...QUICK,
          name: 'shared',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...NOT_QUICK, ...ALONE],
        },
      },
      ...(ALONE.length === 0 ? [] : [{ test: { ...QUICK, name: 'alone', include: [...ALONE] } }]),
    ],
    reporters: process.env.CI
      ? ['default', 'json', new StrayErrorsReporter('reports-out/ci/stray-errors.json')]
      : ['default'],
    outputFile: { json: 'reports-out/ci/vitest.json' },
  },
});
