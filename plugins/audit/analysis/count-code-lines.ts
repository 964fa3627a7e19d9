import type { AuditedCode } from '../rule.ts';

const DOCSTRINGS_AND_BLOCK_COMMENTS = /^\s*("""|''')[\s\S]*?\1|\/\*[\s\S]*?\*\//gmu;

/** Counts code lines in a 1-based, inclusive range, excluding blanks, comments and docstrings. */
export function countCodeLines(
  { code }: AuditedCode,
  file: string,
  first: number,
  last: number,
): number {
  const lines = (code.textOf(file) ?? '').split('\n').slice(first - 1, last);
  const text = lines.join('\n').replace(DOCSTRINGS_AND_BLOCK_COMMENTS, '');
  return text.split('\n').filter((line) => /^\s*(?!#|\/\/)\S/u.test(line)).length;
}
