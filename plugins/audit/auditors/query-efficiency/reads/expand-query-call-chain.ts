import type { SgNode } from '@ast-grep/napi';

const CHAIN: ReadonlySet<unknown> = new Set([
  'attribute',
  'call',
  'member_expression',
  'call_expression',
  'non_null_expression',
  'await',
  'await_expression',
  'parenthesized_expression',
  'as_expression',
]);
/** Calls that execute a built statement, and `list(…)`, which consumes its rows. */
const TAKES = /(?:^|\.)(?:execute|exec|scalars?|stream|stream_scalars|list|first|all)$/u;

/** Returns the complete call chain around a call, including the call that executes it. */
export function expandCallChain(node: SgNode): SgNode {
  let at = node;
  for (let above = at.parent(); above !== null; above = at.parent()) {
    if (CHAIN.has(above.kind())) {
      at = above;
      continue;
    }
    const call = above.kind() === 'argument_list' ? above.parent() : null;
    if (call == null || !TAKES.test(call.field('function')?.text() ?? '')) break;
    at = call;
  }
  return at;
}

/** Returns the variable that an expression is directly assigned to, or null. */
export function readAssignedName(node: SgNode): string | null {
  const holder = node.parent();
  const name =
    holder?.kind() === 'assignment' && holder.field('right')?.id() === node.id()
      ? holder.field('left')
      : holder?.kind() === 'variable_declarator'
        ? holder.field('name')
        : null;
  return name?.kind() === 'identifier' ? name.text() : null;
}
