import { findOutputErrorLine } from './find-output-error-line.ts';

/** Lines quoted from the end of an output in which none is marked as an error. */
const MOST_LINES = 3;
/** Longest quoted text in characters, so that it fits into a sentence. */
const MOST_LENGTH = 300;

/** Error found in an output. */
export interface OutputError {
  /** Error in output, such as `TypeError: no rows`, else its last lines; empty if no output. */
  readonly text: string;
  /** Location in the user's code, such as ` (src/rows.ts:3:7)`; empty if none is named. */
  readonly at: string;
}

/** The error that a program printed, in a sentence. @param lines - Without control characters. */
export function describeOutputError(lines: readonly string[]): OutputError {
  const own = lines.map((line) => line.trim()).filter((line) => line !== '');
  const found = findOutputErrorLine(own);
  const error = found === null ? undefined : own[found.error];
  const place = found === null || found.place === null ? undefined : own[found.place];
  const text = error ?? own.slice(-MOST_LINES).join(' / ');
  return {
    text: text.length > MOST_LENGTH ? `${text.slice(0, MOST_LENGTH - 1)}…` : text,
    at: place === undefined || place === error ? '' : ` (${place.replace(/^at /u, '')})`,
  };
}
