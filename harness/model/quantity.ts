import type { Unit } from './metric.ts';

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

// Decimal prefixes as in the SI, binary ones as in IEC 80000-13: 1 kB = 1000 B, 1 KiB = 1024 B.
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

/** Suffixes that each base unit can be written with, and what one of them is in the base unit. */
const SUFFIXES: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  ms: TIME,
  B: SIZE,
  count: COUNT,
  score: { '': 1 },
  ratio: { '%': 0.01, '': 1 },
  '/s': { '': 1, '/s': 1, 'k/s': 1e3, rps: 1, 'req/s': 1 },
};

const NUMBER = /^([+-]?(?:\d+(?:[_,]\d{3})*|\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\D*)$/u;

/** A quantity that cannot be read, with what would have been right. */
export interface QuantityProblem {
  readonly problem: string;
}

/**
 * Reads `'2 ms'`, `'64 KiB'`, `'0.1 %'` into the base unit. A number without a unit is taken only
 * where the base unit has none of its own, or for `ms` when it is typed as a number.
 */
export function parseQuantity(text: string, unit: Unit): number | QuantityProblem {
  const match = NUMBER.exec(text.trim());
  const digits = match?.[1] ?? '';
  const value = Number(digits.replace(/[_,]/g, ''));
  if (digits === '' || !Number.isFinite(value))
    return { problem: `"${text}" is not a number with a unit` };
  const suffix = (match?.[2] ?? '').trim();
  const factor = SUFFIXES[unit][suffix];
  if (factor === undefined) {
    const allowed = Object.keys(SUFFIXES[unit]).filter((name) => name !== '');
    const found = suffix === '' ? 'no unit' : `the unit "${suffix}"`;
    return { problem: `"${text}" has ${found}; expected one of ${allowed.join(', ')}` };
  }
  return value * factor;
}

/** Reads a duration into milliseconds; a bare number is milliseconds. */
export function parseDuration(value: string | number): number | QuantityProblem {
  if (typeof value === 'number') return value;
  return parseQuantity(value, 'ms');
}
