import { numberType } from './number-type.ts';

/** Seeds are below it. */
const LIMIT = 2 ** 32;

/** Seed of order, coins and V8. */
export const SEED = numberType({
  parse: (word) => (word.trim() === '' ? Number.NaN : Number(word)),
  accepts: (seed) => Number.isInteger(seed) && seed >= 0 && seed < LIMIT,
  takes: `a whole number from 0 to ${LIMIT - 1}`,
  example: '7',
});
