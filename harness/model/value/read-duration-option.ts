import { LONGEST_MS } from '../scenario/parse-quantity.ts';
import { optionError } from './bad-option-error.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6 };

/** Parses a duration such as `45m` to milliseconds. @throws UserError if it is not a duration. */
export function readDuration(option: string, text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)\s*(ms|s|m|min|h)$/u.exec(text.trim()) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw optionError(
    `${option} "${text}" is invalid: expected a duration such as 45m or 90s, at most 24 h.`,
  );
}
