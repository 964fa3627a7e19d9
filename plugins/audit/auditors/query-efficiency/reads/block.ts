import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';

/** What a name is known in that is given what a query gives: the block of a `const`, else the function. */
export function blockOf(node: SgNode): SgNode {
  const holder = node.parent();
  const declared = holder?.kind() === 'variable_declarator' ? holder.parent() : null;
  return declared?.kind() === 'lexical_declaration'
    ? (declared.parent() ?? scopeOf(node))
    : scopeOf(node);
}
