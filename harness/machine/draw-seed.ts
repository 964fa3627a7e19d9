import { randomInt } from 'node:crypto';
import { SEED } from '../model/value/number-type.ts';

/** Seeds are below it. */
const LIMIT = 2 ** 32;

/** A seed that nobody has given. @param limit - It is below it. */
export function drawSeed(limit: number = LIMIT): number {
  return randomInt(limit);
}

/** Seed of a program's request, else one that is drawn. @throws UserError for what is none. */
export function requestedSeed(seed: number | undefined): number {
  return seed === undefined ? drawSeed() : SEED.check(seed, 'seed');
}
