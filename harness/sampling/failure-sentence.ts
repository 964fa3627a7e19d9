import { stripVTControlCharacters } from 'node:util';
import { findErrorLine } from '../model/error-line.ts';
import type { Failure } from '../model/trial.ts';

/** Lines at the end of an output that are told where none of it says that it is an error. */
const MOST_LINES = 3;
/** Characters of what is told, so that a finding stays a sentence. */
const MOST_LENGTH = 300;

/**
 * What went wrong, with the error that the program printed and the place in the user's code: it knows
 * better than anybody else. Without an error in it, the last lines.
 */
export function failureSentence({ message, output = '' }: Failure): string {
  const lines = stripVTControlCharacters(output)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const found = findErrorLine(lines);
  const error = found === null ? undefined : lines[found.error];
  const place = found?.place == null ? undefined : lines[found.place];
  const said = error ?? lines.slice(-MOST_LINES).join(' / ');
  // A function's own error is the message already.
  if (said === '' || message.includes(said)) return message;
  const short = said.length > MOST_LENGTH ? `${said.slice(0, MOST_LENGTH - 1)}…` : said;
  const at = place === undefined || place === error ? '' : ` (${place.replace(/^at /u, '')})`;
  return `${message}; it printed: ${short}${at}`;
}
