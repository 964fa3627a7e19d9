import { LONGEST_MS, parseDuration } from '../scenario/parse-quantity.ts';
import { optionError } from './bad-option-error.ts';

/** Parses ISO 8601 (UTC without a zone) or an age such as `4h`; returns ms since 1970. */
export function readMoment(option: string, word: string, now: Date): number {
  const at = toMoment(word, now);
  if (at !== null) return at;
  throw optionError(
    `${option} takes a time such as 2026-11-24T14:00Z, or an age such as 4h; found "${word}".`,
  );
}

/** Parses a time or an age to ms since 1970; null if it is neither. */
export function toMoment(word: string, now: Date): number | null {
  const ago = /^[\d.]+\s*(?:m|min|h|d)$/u.test(word) ? durationMs(word) : null;
  if (ago !== null) return now.getTime() - ago;
  const [, day, clock, seconds = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/u.exec(
      word.trim(),
    ) ?? [];
  const at = Date.parse(`${day}T${clock ?? '00:00'}${seconds}${zone}`);
  return Number.isNaN(at) ? null : at;
}

function durationMs(word: string): number | null {
  const days = /^([\d.]+)\s*d$/u.exec(word);
  if (days !== null) return Number(days[1]) * 86_400_000;
  const ms = parseDuration(word.replace(/\s*m$/u, 'min'));
  return typeof ms === 'number' ? ms : null;
}

const DAY_MS = 86_400_000;
/** Days of each unit. */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** Parses `30d`, `12w`, `6m` or `2y` to milliseconds; null if it is none of these. */
export function parseAge(text: string): number | null {
  const [, count, unit] = /^(\d{1,4})([dwmy])$/u.exec(text) ?? [];
  return count === undefined || unit === undefined
    ? null
    : Number(count) * (DAYS[unit] ?? 0) * DAY_MS;
}

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
