import { shellQuote } from '../../harness/model/shell-quote.ts';
import { isPrintable, printable } from './printable.ts';

/**
 * A name as a word of a command that is shown to be copied. One with control characters is shown
 * without them: pasting it must do nothing but what is seen.
 */
export function commandWord(name: string): string {
  return shellQuote(isPrintable(name) ? name : printable(name));
}
