import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';

/** Returns the scope of a name assigned from a query: a `const`'s block, else the function. */
export function findVariableScope(node: SgNode): SgNode {
  const holder = node.parent();
  const declared = holder?.kind() === 'variable_declarator' ? holder.parent() : null;
  return declared?.kind() === 'lexical_declaration'
    ? (declared.parent() ?? scopeOf(node))
    : scopeOf(node);
}
