import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, bare, isInside, kindOf, nodesOf, spanOf } from '../../../analysis/index.ts';
import { isPureExpression } from '../syntax/pure-expression.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';

/**
 * Returns the last property name of a key expression on an element: `id` of `one.id`,
 * `one.user.id`, `one['id']` or `String(one.id)`, `column` of `one[column]` where `column` is the
 * same for all elements. null for other expressions.
 */
export function readKeyName(
  key: SgNode,
  parameterName: string,
  callback: SgNode,
  scene: AnalysisContext,
): string | null {
  let word: string | null = null;
  let part = bare(converted(bare(key), scene) ?? key);
  while (/^(?:member|subscript)_expression$/u.test(kindOf(part))) {
    const step = part.field('property') ?? part.field('index');
    const isPlain = !part
      .children()
      .some((child) => /^(?:\?\.|optional_chain)$/u.test(child.text()));
    const inner = part.field('object');
    if (step === null || inner === null || !isPlain) return null;
    const isName = kindOf(step) === 'property_identifier';
    if (!isName && !isElementIndependent(step, callback, scene)) return null;
    word ??= /[\w$]+/u.exec(bare(step).text())?.[0] ?? 'key';
    part = bare(inner);
  }
  return kindOf(part) === 'identifier' && part.text() === parameterName ? word : null;
}

/** True if the sought value does not depend on the element, and is the same for all elements. */
export function isElementIndependent(
  sought: SgNode,
  callback: SgNode,
  scene: AnalysisContext,
): boolean {
  const value = bare(converted(bare(sought), scene) ?? sought);
  if (!isPureExpression(value, scene)) return false;
  return nodesOf(value, 'identifier').every((name) => {
    const of = scene.bindings.of(name);
    return of === null || !isInside(of.scope, spanOf(callback));
  });
}

/** Returns the argument of a call of `String` or `Number`; null for other nodes. */
function converted(node: SgNode, { bindings }: AnalysisContext): SgNode | null {
  const name = kindOf(node) === 'call_expression' ? (node.field('function')?.text() ?? '') : '';
  const [given, ...more] = argumentsOf(node);
  const isConversion = /^(?:String|Number)$/u.test(name) && bindings.isBuiltin(name);
  return isConversion && given !== undefined && more.length === 0 ? given : null;
}
