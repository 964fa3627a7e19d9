import type { SgNode } from '@ast-grep/napi';
import { bare, functionAround, isInside, kindOf, spanOf } from '../../../analysis/index.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';
import { findRootObject } from './syntax-node-lookups.ts';

/** True for a list (name or property path) existing before the enclosing function is called. */
export function isLongLivedList(node: SgNode, at: SgNode, { bindings }: AnalysisContext): boolean {
  const list = bare(node);
  const base = findRootObject(list);
  const around = functionAround(at);
  if (base === null || around === null || !/^[\w$]+(?:\.[\w$]+)*$/u.test(list.text())) return false;
  if (kindOf(base) === 'this') return kindOf(list) === 'member_expression';
  const of = bindings.of(base);
  if (of === null || of.kind === 'import') return of !== null && kindOf(list) !== 'identifier';
  const body = around.field('body');
  return body !== null && !isInside(spanOf(of.node), spanOf(body));
}
