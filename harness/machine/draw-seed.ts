import { randomInt } from 'node:crypto';
import { SEED } from '../model/value/number-type.ts';

/** Seeds are below it. */
const LIMIT = 2 ** 32;

/** Draws a random seed. @param limit - Exclusive upper bound. */
export function drawSeed(limit: number = LIMIT): number {
  return randomInt(limit);
}

/** Returns the requested seed, else a random seed. @throws UserError if the seed is invalid. */
export function requestedSeed(seed: number | undefined): number {
  return seed === undefined ? drawSeed() : SEED.check(seed, 'seed');
}
