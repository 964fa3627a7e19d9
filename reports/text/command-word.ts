import { shellQuote } from '../../harness/model/shell-quote.ts';
import { isPrintable, printable } from './printable.ts';

/**
 * A name as a word of a command that is shown to be copied. One with control characters is shown
 * without them: pasting it must do nothing but what is seen.
 */
export function commandWord(name: string): string {
  return shellQuote(shownCommand(name));
}

/** The same of a whole command, or of a word before it is quoted: blanks in a name are part of it. */
export function shownCommand(text: string): string {
  return isPrintable(text) ? text : printable(text);
}
