import { parseDuration } from '../../harness/model/scenario/quantity.ts';
import { badOption, badProperty } from './bad-option.ts';

/**
 * `--time`, in milliseconds.
 * @param takes - What it is about here: `a duration for each scenario, such as 60s`.
 * @throws UserError
 */
export function readTime(text: string, takes: string): number {
  const time = parseDuration(text);
  if (typeof time === 'number' && time > 0) return time;
  throw badOption(`--time takes ${takes}; found "${text}".`);
}

/** A program's `maxTimeMs`. @throws UserError */
export function checkMaxTime(milliseconds: number): number {
  if (milliseconds > 0) return milliseconds;
  throw badProperty(
    `maxTimeMs is a number of milliseconds above 0; found ${milliseconds}`,
    'maxTimeMs: 60_000',
  );
}
