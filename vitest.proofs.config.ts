import { defineConfig } from 'vitest/config';
import { PROOFS } from './tools/slow-test-globs.ts';
import { ProofSecondsReporter } from './tools/test-file-duration-reporter.ts';
import { COMMON, FIXTURES } from './vitest.config.ts';

const LONG = {
  ...COMMON,
  exclude: [FIXTURES],
  testTimeout: 600_000,
  hookTimeout: 300_000,
};

/** Tests that take repetition or long real measurement: `npm run proofs`, see docs/tests.md. */
export default defineConfig({
  test: {
    reporters: ['default', 'json', new ProofSecondsReporter()],
    outputFile: { json: 'reports-out/ci/vitest-proofs.json' },
    globalSetup: [
      'test/create-temporary-folder.ts',
      'test/compile-cache.ts',
      'test/start-shared-chromium-and-databases.ts',
    ],
    projects: [
      {
        test: {
          ...LONG,
          name: 'simulations',
          include: [...PROOFS.simulations],
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...LONG,
          name: 'repetitions',
          include: [...PROOFS.repetitions],
          // Plugins import the public entry by its name, which means the sources here.
          setupFiles: ['harness/loader/register-self-reference.ts'],
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...LONG,
          name: 'measurements',
          include: [...PROOFS.measurements],
          setupFiles: ['harness/loader/register-self-reference.ts'],
          // Nothing beside; with a single worker, order 0 would stand for the end.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
