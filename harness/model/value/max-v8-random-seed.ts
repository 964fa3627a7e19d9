/**
 * Largest seed of a unit: the limit of V8's `--random-seed`, a signed 32-bit number, applied to
 * `--hash-seed` too, which accepts more. For both, 0 means a random seed, so seeds begin at 1.
 */
export const SEED_LIMIT = 2 ** 31 - 1;
