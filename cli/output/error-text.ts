import { wrap } from '../../reports/text/wrap.ts';

/** An error as the terminal shows it: a paragraph of what and where, then what to do. */
export function errorText(message: string, remedy?: string): string {
  const [first = '', ...rest] = message.split('\n');
  const lines = [...wrap(`error: ${first}`, ''), ...rest.flatMap((line) => wrap(line, '  '))];
  if (remedy !== undefined) lines.push(...wrap(remedy, ''));
  return `${lines.join('\n')}\n`;
}
