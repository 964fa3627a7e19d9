import { stripVTControlCharacters } from 'node:util';
import { toldError } from '../model/told-error.ts';
import type { Failure } from '../model/trial.ts';

/**
 * What went wrong, with the error that the program printed and the place in the user's code: it knows
 * better than anybody else. Without an error in it, the last lines.
 */
export function failureSentence({ message, output = '' }: Failure): string {
  const { text, at } = toldError(stripVTControlCharacters(output).split(/\r\n|\n|\r/u));
  // A function's own error is the message already.
  return text === '' || message.includes(text) ? message : `${message}; it printed: ${text}${at}`;
}
