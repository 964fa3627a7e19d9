import type { SgNode } from '@ast-grep/napi';
import { isInside, nodesOf, spanOf } from '../../../analysis/index.ts';
import type { Knowledge } from './calm.ts';

/**
 * Whether a function uses nothing that others may change or see change while it waits: from outside of
 * it only what is imported or required, functions, and constants that are strings, numbers or booleans.
 */
export function isSelfContained(around: SgNode, { bindings, shapes }: Knowledge): boolean {
  if (nodesOf(around, 'this', 'super').length > 0) return false;
  const own = spanOf(around);
  return nodesOf(around, 'identifier', 'shorthand_property_identifier').every((one) => {
    const of = bindings.of(one);
    if (of === null || isInside(of.scope, own)) return true;
    if (of.writes.length > 0) return false;
    if (of.kind === 'import' || of.kind === 'function') return true;
    const isRequired = /^require\(/u.test(of.declaration.field('value')?.text() ?? '');
    return isRequired || /^(?:string|number|boolean)$/u.test(shapes.of(one)?.kind ?? '');
  });
}
