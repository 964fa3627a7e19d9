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
