import { randomInt } from 'node:crypto';

/** Seeds are below it. */
const LIMIT = 2 ** 32;

/** A seed that nobody has given. @param limit - It is below it. */
export function drawSeed(limit: number = LIMIT): number {
  return randomInt(limit);
}
