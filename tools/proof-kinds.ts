/** The published package: `npm run package:check`. */
export const PACKAGE_CHECKS = ['test/repository/package.check.test.ts'] as const;

/** Proofs take repetition or long real measurement; the quick set leaves them out. */
export const PROOFS = {
  /** Seeded draws by the thousand: nothing but computing. */
  simulations: ['test/**/*.simulation.test.ts'],
  /** Many times, or for long, what the quick set shows once. */
  repetitions: ['test/**/*.proof.test.ts'],
  /** Compare measurements with known values, and need the machine for themselves. */
  measurements: [
    'test/**/{accuracy,*.accuracy}.test.ts',
    'test/acceptance/**/*.test.ts',
    'test/loops/**/*.test.ts',
  ],
} as const;
