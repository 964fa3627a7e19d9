import { wrapWords } from '../../reports/text/wrap-lines.ts';

/** An error as the terminal shows it: a paragraph of what and where, then what to do. */
export function formatCliError(message: string, remedy?: string): string {
  const [first = '', ...rest] = message.split('\n');
  const lines = [
    ...wrapWords(`error: ${first}`, ''),
    ...rest.flatMap((line) => wrapWords(line, '  ')),
  ];
  if (remedy !== undefined) lines.push(...wrapWords(remedy, ''));
  return `${lines.join('\n')}\n`;
}
