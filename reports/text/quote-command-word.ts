import { shellQuote } from '../../harness/model/shell-quote.ts';
import { isPrintable, printable } from './printable-text.ts';

/**
 * Quotes a name as a word of a command that may be copied. Control characters are removed, so that
 * pasting does only what is visible.
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
