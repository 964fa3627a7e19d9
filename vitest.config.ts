import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { StrayErrorsReporter } from './tools/stray-errors-reporter.ts';

/**
 * Plain Node with its own type stripping: tests see what users run, and coverage of the processes
 * that tests start has the same places in the same files as that of the tests themselves.
 */
const COMMON = {
  experimental: { viteModuleRunner: false },
  pool: 'forks',
  // Whole comparisons of servers on a machine that others use: a minute each, and more.
  testTimeout: 300_000,
  // Shared machines of CI stand still for seconds now and then; what fails twice has failed.
  retry: process.env.CI ? 1 : 0,
  hookTimeout: 120_000,
} as const;

/** Folder for V8's raw coverage of the tests and of every process that they start; see tools/. */
const RAW_COVERAGE = process.env.TEST_COVERAGE;

/** Tests that compare what is measured with what is known need the machine for themselves. */
const ACCURACY = ['test/**/{accuracy,*.accuracy}.test.ts', 'test/acceptance/**/*.test.ts'];
/** Seeded draws by the thousand: nothing but computing, more than twice as slow where coverage is taken. */
const SIMULATIONS = ['test/**/*.simulation.test.ts'];
const FIXTURES = 'test/fixtures/**';
/** Whole loops of improvements, an hour in all: vitest.loops.config.ts. */
const LOOPS = 'test/loops/**';

export default defineConfig({
  test: {
    globalSetup: ['test/own-temporary-folder.ts'],
    projects: [
      {
        test: {
          ...COMMON,
          name: 'behaviour',
          include: ['test/**/*.test.ts'],
          exclude: [FIXTURES, LOOPS, ...ACCURACY, ...SIMULATIONS],
          setupFiles: ['test/take-coverage.ts', 'harness/scenario/register-self.ts'],
          env: RAW_COVERAGE ? { NODE_V8_COVERAGE: resolve(RAW_COVERAGE) } : {},
          // vitest's default would leave one of two cores idle; most tests wait for processes.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...COMMON,
          name: 'simulation',
          include: SIMULATIONS,
          exclude: [FIXTURES],
          maxWorkers: '100%',
          // By themselves: the behaviour of commands is not to be tested on a machine that is full.
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...COMMON,
          name: 'accuracy',
          include: ACCURACY,
          exclude: [FIXTURES],
          // Plugins import the public entry by its name, which means the sources here.
          setupFiles: ['harness/scenario/register-self.ts'],
          // After all others: with a single worker, order 0 would stand for the end.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
    reporters: process.env.CI
      ? ['default', 'json', new StrayErrorsReporter('reports-out/ci/stray-errors.json')]
      : ['default'],
    outputFile: { json: 'reports-out/ci/vitest.json' },
  },
});
