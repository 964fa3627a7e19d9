import type { SgNode } from '@ast-grep/napi';
import { once } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

/** Counts code lines in a 1-based, inclusive range, excluding blanks, comments and docstrings. */
export function countCodeLines(
  { code }: AuditedCode,
  file: string,
  first: number,
  last: number,
): number {
  // Most parts are short: their files need not be parsed.
  if (last - first < 1) return last < first ? 0 : 1;
  const root = code.syntaxOf(file);
  if (root === null) return 0;
  const lines = linesOf(root);
  let count = 0;
  for (let line = first; line <= last; line += 1) if (lines.has(line)) count += 1;
  return count;
}

const linesOf = once((root: SgNode): ReadonlySet<number> => {
  const text = root.text();
  const characters = text.split('');
  const offset = root.range().start.index;
  const blank = (node: SgNode): void => {
    const { start, end } = node.range();
    for (let at = start.index - offset; at < end.index - offset; at += 1) {
      if (characters[at] !== '\n') characters[at] = ' ';
    }
  };
  for (const node of root.findAll({ rule: { kind: 'comment' } })) blank(node);
  if (root.kind() === 'module') {
    const rule = { kind: 'string', inside: { kind: 'expression_statement' } };
    for (const node of root.findAll({ rule })) blank(node);
  }
  const above = root.range().start.line;
  return new Set(
    characters
      .join('')
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [index + above + 1])),
  );
});
