import { shellQuote } from '../../harness/model/shell-quote.ts';
import { isPrintable, printable } from './printable-text.ts';

/**
 * A name as a word of a command that is shown to be copied. One with control characters is shown
 * without them: pasting it must do nothing but what is seen.
 */
export function quoteCommandWord(name: string): string {
  return shellQuote(sanitizeCommand(name));
}

/**
 * Makes a whole command safe to show, or a word before it is quoted. Printable text is unchanged,
 * since blanks in a name are part of it.
 */
export function sanitizeCommand(text: string): string {
  return isPrintable(text) ? text : printable(text);
}
