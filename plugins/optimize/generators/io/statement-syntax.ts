import type { SgNode } from '@ast-grep/napi';
import { partsOf } from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodSource } from '../codemod.ts';

/** Small questions about the tree of a program that the codemods of I/O share. */

/** Returns the expression inside any number of parentheses. */
export function unwrapParentheses(node: SgNode): SgNode {
  let inner = node;
  while (inner.kind() === 'parenthesized_expression') {
    const [only] = partsOf(inner);
    if (only === undefined) break;
    inner = only;
  }
  return inner;
}

/** Returns the operand of `await`; null for other nodes. */
export function findAwaitOperand(node: SgNode): SgNode | null {
  const inner = unwrapParentheses(node);
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

export function startOffset(node: SgNode): number {
  return node.range().start.index;
}

export function endOffset(node: SgNode): number {
  return node.range().end.index;
}

/** Removes a statement, with its line if nothing else is on it. */
export function removeStatement(source: CodemodSource, node: SgNode): CodemodEdit {
  let start = startOffset(node);
  let end = endOffset(node);
  while (start > 0 && /[ \t]/u.test(source.text[start - 1] ?? '')) start -= 1;
  const isOwnLine = start === 0 || source.text[start - 1] === '\n';
  if (isOwnLine && source.text[end] === '\n') end += 1;
  else start = startOffset(node);
  return { start, end, text: '' };
}
