import { findOutputErrorLine } from './find-output-error-line.ts';

/** Maximum number of quoted lines, from the end of an output without a marked error. */
const MAX_QUOTED_LINES = 3;
/** Maximum length of a quoted text, which has to fit into a sentence. */
const MAX_QUOTED_LENGTH = 300;

/** Error found in an output. */
export interface OutputError {
  /** Error in output, such as `TypeError: no rows`, else its last lines; empty if no output. */
  readonly text: string;
  /** Location in the user's code, such as ` (src/rows.ts:3:7)`; empty if none is named. */
  readonly at: string;
}

/** Finds the error that a program printed. @param lines - Without control characters. */
export function describeOutputError(lines: readonly string[]): OutputError {
  const nonEmpty = lines.map((line) => line.trim()).filter((line) => line !== '');
  const found = findOutputErrorLine(nonEmpty);
  const error = found === null ? undefined : nonEmpty[found.error];
  const location = found === null || found.location === null ? undefined : nonEmpty[found.location];
  const text = error ?? nonEmpty.slice(-MAX_QUOTED_LINES).join(' / ');
  return {
    text: text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH - 1)}…` : text,
    at: location === undefined || location === error ? '' : ` (${location.replace(/^at /u, '')})`,
  };
}
