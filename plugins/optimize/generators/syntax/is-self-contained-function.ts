import type { SgNode } from '@ast-grep/napi';
import { isInside, nodesOf, spanOf } from '../../../analysis/index.ts';
import type { SemanticModel } from './pure-expression.ts';

/**
 * True if a function uses nothing that other code may change, or see changing, while it waits: from
 * outside only imports, functions, and constants that are strings, numbers or booleans.
 */
export function isSelfContainedFunction(
  around: SgNode,
  { bindings, shapes }: SemanticModel,
): boolean {
  if (nodesOf(around, 'this', 'super').length > 0) return false;
  const own = spanOf(around);
  return nodesOf(around, 'identifier', 'shorthand_property_identifier').every((node) => {
    const of = bindings.of(node);
    if (of === null || isInside(of.scope, own)) return true;
    if (of.writes.length > 0) return false;
    if (of.kind === 'import' || of.kind === 'function') return true;
    const isRequired = /^require\(/u.test(of.declaration.field('value')?.text() ?? '');
    return isRequired || /^(?:string|number|boolean)$/u.test(shapes.of(node)?.kind ?? '');
  });
}
