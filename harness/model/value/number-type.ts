import { parseDuration } from '../scenario/quantity.ts';
import { badOption, badProperty } from './bad-option.ts';

/** A number that people write as a word, and programs give as it is. */
export interface NumberType {
  /** @throws UserError for a word that is none. */
  read(word: string, flag: string): number;
  /** @throws UserError for a number that is not within its bounds. */
  check(value: number, property: string): number;
}

interface Bounds {
  /** The number of a word; NaN: it has none. */
  readonly parse?: (word: string) => number;
  readonly accepts: (value: number) => boolean;
  /** For people: `a percentage from 0 to below 100, such as 2%`. */
  readonly takes: string;
  /** For programs, where they give it otherwise: `a ratio from 0 to below 1, 0.02 for 2 %`. */
  readonly is?: string;
  /** As a program could give it. */
  readonly example?: string;
}

export function numberType({
  parse = Number,
  accepts,
  takes,
  is = takes,
  example = '1',
}: Bounds): NumberType {
  return {
    read: (word, flag) => {
      const value = parse(word);
      if (accepts(value)) return value;
      throw badOption(`${flag} takes ${takes}; found "${word}".`);
    },
    check: (value, property) => {
      if (accepts(value)) return value;
      throw badProperty(`${property} is ${is}; found ${value}`, `${property}: ${example}`);
    },
  };
}

/** @param takes - `a positive whole number`. */
export function wholeNumber(takes: string, from: number, to = Number.POSITIVE_INFINITY) {
  const accepts = (count: number): boolean =>
    Number.isInteger(count) && count >= from && count <= to;
  return numberType({ accepts, takes });
}

/** Milliseconds above 0. @param takes - `a duration for each scenario, such as 60s`. */
export function durationType(takes: string, fromMs = Number.MIN_VALUE): NumberType {
  return numberType({
    parse: durationOf,
    accepts: (durationMs) => durationMs >= fromMs,
    takes,
    is: 'a number of milliseconds above 0',
    example: '60_000',
  });
}

function durationOf(word: string): number {
  const durationMs = parseDuration(word);
  return typeof durationMs === 'number' ? durationMs : Number.NaN;
}
