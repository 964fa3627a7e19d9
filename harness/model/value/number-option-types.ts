import { parseDuration, parseQuantity } from '../scenario/parse-quantity.ts';
import { badProperty, optionError } from './bad-option-error.ts';

/** Seconds above 0: `300`, or `300 s`. */
export const SECONDS = numberType({
  parse: (word) => Number(word.trim().replace(/\s*s$/u, '') || Number.NaN),
  accepts: (seconds) => Number.isFinite(seconds) && seconds > 0,
  takes: 'a number of seconds above 0, such as 300',
  is: 'a number of seconds above 0',
  example: '300',
});

/** Number of possible seeds. */
const SEED_COUNT = 2 ** 32;

/** Seed of everything drawn at random. */
export const SEED = numberType({
  parse: (word) => (word.trim() === '' ? Number.NaN : Number(word)),
  accepts: (seed) => Number.isInteger(seed) && seed >= 0 && seed < SEED_COUNT,
  takes: `a whole number from 0 to ${SEED_COUNT - 1}`,
  example: '7',
});

/** Number that is an option's text on the command line, and a property in the API. */
export interface NumberType {
  /** Parses an option's text. @throws UserError if it is not such a number. */
  read(word: string, flag: string): number;
  /** Checks a property. @throws UserError if it is out of bounds. */
  check(value: number, property: string): number;
}

interface Bounds {
  /** Parses a word to a number; NaN if it is not a number. */
  readonly parse?: (word: string) => number;
  readonly accepts: (value: number) => boolean;
  /** Description on the command line: `a percentage from 0 to below 100, such as 2%`. */
  readonly takes: string;
  /** Description in the API, if different there: `a ratio from 0 to below 1, 0.02 for 2 %`. */
  readonly is?: string;
  /** Example in the API. */
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
      throw optionError(`${flag} takes ${takes}; found "${word}".`);
    },
    check: (value, property) => {
      if (accepts(value)) return value;
      throw badProperty(`${property} is ${is}; found ${value}`, `${property}: ${example}`);
    },
  };
}

/** @param takes - Description, such as `a positive whole number`. */
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

/** Parses a percentage, `2%` or just `2`, to a ratio; NaN if it is invalid. */
export function parsePercentage(word: string): number {
  return Number(parseQuantity(word.trim().endsWith('%') ? word : `${word} %`, 'ratio'));
}

/** Margin within which a change counts as none, as a ratio. */
export const MARGIN = numberType({
  parse: parsePercentage,
  accepts: (ratio) => ratio >= 0 && ratio < 1,
  takes: 'a percentage from 0 to below 100, such as 2%',
  is: 'a ratio from 0 to below 1, such as 0.02 for 2 %',
  example: '0.02',
});

/** Confidence of verdicts where no other is requested. */
export const DEFAULT_CONFIDENCE = 0.95;

/** Confidence bounds: less is meaningless; more needs more pairs than interim analyses allow. */
const MIN_CONFIDENCE = 0.5;
const MAX_CONFIDENCE = 0.999;

/** Confidence of verdicts: per cent, or a share below 1. */
export const CONFIDENCE = numberType({
  parse: (word) => {
    const share = /^0?\.\d+$/u.test(word.trim()) ? Number(word) : parsePercentage(word);
    // Rounded, since 99.9 % would exceed 0.999 slightly.
    return Number(share.toPrecision(12));
  },
  accepts: (share) => share >= MIN_CONFIDENCE && share <= MAX_CONFIDENCE,
  takes: 'a percentage from 50 to 99.9, such as 99%',
  is: `a share from ${MIN_CONFIDENCE} to ${MAX_CONFIDENCE}`,
  example: '0.95',
});

/** Returns a parser that accepts one of several words. */
export function createChoiceParser<Word extends string>(
  words: readonly Word[],
): (word: string, flag: string) => Word {
  return (text, flag) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw optionError(`${flag} takes one of ${words.join(', ')}; found "${text}".`);
  };
}
