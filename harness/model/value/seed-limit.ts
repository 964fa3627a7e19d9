/**
 * The largest seed of a unit: what V8 takes for `--random-seed`, a signed number of 32 bits, and so what
 * `--hash-seed` gets too, which takes more. To either, 0 means to draw one itself, so seeds begin at 1.
 */
export const SEED_LIMIT = 2 ** 31 - 1;
