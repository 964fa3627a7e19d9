import { wrapWords } from '../../reports/text/wrap-text-to-width.ts';

/** Formats an error for the terminal: a paragraph with what happened and where, then the remedy. */
export function formatCliError(message: string, remedy?: string): string {
  const [first = '', ...rest] = message.split('\n');
  const lines = [
    ...wrapWords(`error: ${first}`, ''),
    ...rest.flatMap((line) => wrapWords(line, '  ')),
  ];
  if (remedy !== undefined) lines.push(...wrapWords(remedy, ''));
  return `${lines.join('\n')}\n`;
}
