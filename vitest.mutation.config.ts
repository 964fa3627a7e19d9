import { defineConfig } from 'vitest/config';

/** The tests that a mutation run repeats for each mutant: of the mutated folders, and quick ones. */
export default defineConfig({
  test: {
    include: ['test/harness/stats/**/*.test.ts', 'test/harness/gate/**/*.test.ts'],
    exclude: ['**/*.simulation.test.ts', '**/*.accuracy.test.ts'],
    experimental: { viteModuleRunner: false },
    pool: 'forks',
    // Code with all mutants in it is some ten times slower.
    testTimeout: 300_000,
  },
});
