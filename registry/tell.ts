import type { Host } from '../harness/host.ts';
import { printable } from '../reports/text/printable.ts';
import { wrap } from '../reports/text/wrap.ts';

/** Says a sentence on stderr, in lines that fit; names of others in it move no cursor. */
export function tell({ terminal }: Pick<Host, 'terminal'>, text: string): void {
  terminal.err(`${wrap(printable(text), '  ').join('\n')}\n`);
}
