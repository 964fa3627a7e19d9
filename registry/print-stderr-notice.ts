import type { Host } from '../harness/host.ts';
import { printable } from '../reports/text/printable-text.ts';
import { wrapWords } from '../reports/text/wrap-text-to-width.ts';

/** Prints a sentence on stderr, wrapped to the terminal and without control characters. */
export function printNotice({ terminal }: Pick<Host, 'terminal'>, text: string): void {
  terminal.err(`${wrapWords(printable(text), '  ').join('\n')}\n`);
}
