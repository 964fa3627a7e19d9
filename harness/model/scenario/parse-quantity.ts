import type { Unit } from '../metric.ts';
import { didYouMean, getOwnProperty } from './suggest-nearest-word.ts';

const TIME: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

// Size units: decimal prefixes as in the SI, binary prefixes as in IEC 80000-13: 1 kB = 1000 B, 1
// KiB = 1024 B.
const SIZE: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};

const COUNT: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** Permitted suffixes of each base unit, and their size in the base unit. */
const SUFFIXES: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  ms: TIME,
  B: SIZE,
  count: COUNT,
  score: { '': 1 },
  ratio: { '%': 0.01, '': 1 },
  '/s': { '': 1, '/s': 1, 'k/s': 1e3, rps: 1, 'req/s': 1 },
};

/** The suffixes that errors name: the others are spellings of these. */
const NAMED: Readonly<Record<Unit, readonly string[]>> = {
  ms: ['ns', 'us', 'ms', 's', 'min', 'h'],
  B: ['B', 'kB', 'MB', 'GB', 'KiB', 'MiB', 'GiB'],
  count: ['k', 'M', 'G', 'no unit'],
  score: ['no unit'],
  ratio: ['%', 'no unit'],
  '/s': ['/s', 'k/s', 'rps', 'no unit'],
};

// Number, optionally with grouped digits, followed by a suffix.
const NUMBER = /^([+-]?(?:\d+(?:[_,]\d{3})*|\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\D*)$/u;

/** Quantity that cannot be parsed, with the correct form. */
export interface QuantityProblem {
  readonly problem: string;
}

/** Reads `'2 ms'`, `'64 KiB'`, `'0.1 %'` to base units; without unit: unitless, or numeric `ms`. */
export function parseQuantity(text: string, unit: Unit): number | QuantityProblem {
  const match = NUMBER.exec(text.trim());
  const digits = match?.[1] ?? '';
  const value = Number(digits.replace(/[_,]/g, ''));
  if (digits === '' || !Number.isFinite(value)) {
    return { problem: `"${text}" is not a number with a unit, such as "${EXAMPLES[unit]}"` };
  }
  const suffix = (match?.[2] ?? '').trim();
  const factors = SUFFIXES[unit];
  // `Object.hasOwn`: "constructor" is no unit.
  const factor = getOwnProperty(factors, suffix);
  if (factor !== undefined) return value * factor;
  const found = suffix === '' ? 'no unit' : `the unit "${suffix}"`;
  const known = Object.keys(factors).filter((name) => name !== '');
  const hint = suffix === '' ? '' : didYouMean(suffix, known);
  return { problem: `"${text}" has ${found}, expected ${oneOf(NAMED[unit])}${hint && `.${hint}`}` };
}

const EXAMPLES: Readonly<Record<Unit, string>> = {
  ms: '250 ms',
  B: '64 kB',
  count: '13',
  score: '0.1',
  ratio: '5 %',
  '/s': '2000 /s',
};

function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

/** Timers of Node.js know some 25 days, and limits are added up. */
export const LONGEST_MS = 24 * 3_600_000;

/** Parses a duration; bare numbers are ms. Rejects negative values and more than a day. */
export function parseDuration(value: string | number): number | QuantityProblem {
  const milliseconds = typeof value === 'number' ? value : parseQuantity(value, 'ms');
  if (typeof milliseconds !== 'number') return milliseconds;
  if (milliseconds > LONGEST_MS) {
    return { problem: 'the duration exceeds the maximum of 24 hours' };
  }
  if (milliseconds >= 0) return milliseconds;
  return {
    problem: `${JSON.stringify(value)} is not a valid duration; expected 0 or more, such as "2 s"`,
  };
}

/** Reads a share such as `'5 %'` or `0.05` into a ratio; a bare number of 1 or more is refused. */
export function parseShare(value: string | number): number | QuantityProblem {
  const share = typeof value === 'number' ? value : parseQuantity(value, 'ratio');
  if (typeof share !== 'number') return share;
  const isBare = typeof value === 'number' || !value.includes('%');
  if (share < 0 || (isBare && share >= 1)) {
    return {
      problem: `${JSON.stringify(value)} is not a valid share; expected a percentage such as "5 %", or a ratio below 1 such as 0.05`,
    };
  }
  return share;
}
