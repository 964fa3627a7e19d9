import type { SgNode } from '@ast-grep/napi';

/** Of `(await query()).length` what is awaited, with its `await`; of what is not awaited the whole. */
export function awaitedIn(node: SgNode): SgNode {
  for (let at: SgNode | null = node; at !== null; at = innerOf(at)) {
    if (at.kind() === 'await_expression') return at;
  }
  return node;
}

function innerOf(node: SgNode): SgNode | null {
  const inner = node.field('object') ?? node.field('function');
  if (inner !== null) return inner;
  return node.kind() === 'parenthesized_expression' || node.kind() === 'non_null_expression'
    ? (node.children().find((one) => one.isNamed()) ?? null)
    : null;
}
