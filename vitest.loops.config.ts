import { defineConfig } from 'vitest/config';

/**
 * Whole loops of improvements on real repositories, with real measurement: `npm run test:loops`. They
 * take an hour, and want the machine for themselves.
 */
export default defineConfig({
  test: {
    include: ['test/loops/**/*.test.ts'],
    experimental: { viteModuleRunner: false },
    pool: 'forks',
    fileParallelism: false,
    // Plugins import the public entry by its name, which means the sources here.
    setupFiles: ['harness/scenario/register-self.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
