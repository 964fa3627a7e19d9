import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/fixtures/**'],
    // Plain Node with its own type stripping: tests see what users run, and coverage of the
    // processes that tests start can be merged with that of the tests themselves.
    experimental: { viteModuleRunner: false },
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
