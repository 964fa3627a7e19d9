import type { SgNode } from '@ast-grep/napi';

/** Returns the awaited part of `(await query()).length`, with `await`; else the whole node. */
export function findAwaitedExpression(node: SgNode): SgNode {
  for (let at: SgNode | null = node; at !== null; at = innerOf(at)) {
    if (at.kind() === 'await_expression') return at;
  }
  return node;
}

function innerOf(node: SgNode): SgNode | null {
  const inner = node.field('object') ?? node.field('function');
  if (inner !== null) return inner;
  return node.kind() === 'parenthesized_expression' || node.kind() === 'non_null_expression'
    ? (node.children().find((child) => child.isNamed()) ?? null)
    : null;
}
