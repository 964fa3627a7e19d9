/** The published package: `npm run package:check`. */
export const PACKAGE_CHECKS = ['test/repository/*.check.test.ts'] as const;

/** Proofs take repetition or long real measurement; the quick set leaves them out. */
export const PROOFS = {
  /** Thousands of seeded draws: computation only. */
  simulations: ['test/**/*.simulation.test.ts'],
  /** Longer or repeated versions of tests in the quick set. */
  repetitions: ['test/**/*.proof.test.ts'],
  /** Tests that compare measurements with known values, and need the machine for themselves. */
  measurements: [
    'test/**/{accuracy,*.accuracy}.test.ts',
    'test/acceptance/**/*.test.ts',
    'test/loops/**/*.test.ts',
  ],
} as const;
