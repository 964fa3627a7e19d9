import { randomInt } from 'node:crypto';
import { SEED } from '../model/value/number-option-types.ts';

/** Seeds are below it. */
const LIMIT = 2 ** 32;

/** Draws a random seed. @param limit - Exclusive upper bound. */
export function drawRandomSeed(limit: number = LIMIT): number {
  return randomInt(limit);
}

/** Returns the requested seed, else a random seed. @throws UserError if the seed is invalid. */
export function requestedSeed(seed: number | undefined): number {
  return seed === undefined ? drawRandomSeed() : SEED.check(seed, 'seed');
}
