import { wrap } from './wrap.ts';

/** A text whose lines are broken at blanks where they are too wide, each under its own beginning. */
export function wrapLines(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line === '' ? [''] : wrap(line, '    ')))
    .join('\n');
}
