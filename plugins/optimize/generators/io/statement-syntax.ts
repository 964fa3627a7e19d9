import type { SgNode } from '@ast-grep/napi';
import { bare, partsOf, spanOf } from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodSource } from '../codemod.ts';

/** Small questions about the tree of a program that the codemods of I/O share. */

/** Returns the operand of `await`; null for other nodes. */
export function findAwaitOperand(node: SgNode): SgNode | null {
  const inner = bare(node);
  return inner.kind() === 'await_expression' ? (partsOf(inner)[0] ?? null) : null;
}

/** The statement of a block that a node belongs to: a direct child of a block or of the module. */
export function findBlockStatement(node: SgNode): SgNode | null {
  return (
    [node, ...node.ancestors()].find((ancestor) => {
      const kind = ancestor.parent()?.kind();
      return kind === 'statement_block' || kind === 'program';
    }) ?? null
  );
}

/** Removes a statement, with its line if nothing else is on it. */
export function removeStatement(source: CodemodSource, node: SgNode): CodemodEdit {
  let { start, end } = spanOf(node);
  while (start > 0 && /[ \t]/u.test(source.text[start - 1] ?? '')) start -= 1;
  const isOwnLine = start === 0 || source.text[start - 1] === '\n';
  if (isOwnLine && source.text[end] === '\n') end += 1;
  else start = spanOf(node).start;
  return { start, end, text: '' };
}
