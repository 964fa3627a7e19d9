import { randomInt } from 'node:crypto';
import { badOption, badProperty } from './bad-option.ts';

/** Seeds are below it. */
const LIMIT = 2 ** 32;

function isSeed(seed: number): boolean {
  return Number.isInteger(seed) && seed >= 0 && seed < LIMIT;
}

/** A seed that nobody has given. @param limit - It is below it. */
export function drawSeed(limit: number = LIMIT): number {
  return randomInt(limit);
}

/**
 * The seed that was given, else one that is drawn.
 * @param limit - Those that are drawn are below it.
 * @throws UserError
 */
export function readSeed(text: string | undefined, limit: number = LIMIT): number {
  if (text === undefined) return drawSeed(limit);
  const seed = Number(text);
  if (text.trim() !== '' && isSeed(seed)) return seed;
  throw badOption(`--seed takes a whole number from 0 to ${LIMIT - 1}; found "${text}".`);
}

/** A program's, else one that is drawn. @throws UserError */
export function checkSeed(seed: number | undefined): number {
  if (seed === undefined) return drawSeed();
  if (isSeed(seed)) return seed;
  throw badProperty(`seed is a whole number from 0 to ${LIMIT - 1}; found ${seed}`, 'seed: 7');
}
