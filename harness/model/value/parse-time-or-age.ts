import { parseDuration } from '../scenario/parse-quantity.ts';
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
