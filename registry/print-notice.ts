import type { Host } from '../harness/host.ts';
import { printable } from '../reports/text/printable-text.ts';
import { wrapWords } from '../reports/text/wrap-lines.ts';

/** Says a sentence on stderr, in lines that fit; names of others in it move no cursor. */
export function printNotice({ terminal }: Pick<Host, 'terminal'>, text: string): void {
  terminal.err(`${wrapWords(printable(text), '  ').join('\n')}\n`);
}
