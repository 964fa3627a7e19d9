import type { SgNode } from '@ast-grep/napi';
import { type Binding, isInside, kindOf, nodesOf, spanOf } from '../../../analysis/index.ts';
import type { CodemodEdit } from '../codemod.ts';
import { readIndentation, replaceNode } from '../syntax/codemod-edits.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';
import { findRootObject, isDeclaredWithin } from './syntax-node-lookups.ts';

/** Statement that reads what iterations change, so it is deferred as a whole. */
export interface DeferredStatement {
  readonly node: SgNode;
}

/**
 * Returns the statement to defer because it reads what iterations change: this statement, or an
 * `if` around it whose condition reads that. null: nothing reads it; undefined: something does and
 * cannot be deferred.
 *
 * @param base - Root of the change itself, which does not count as a read.
 */
export function findDeferredStatement(
  statement: SgNode,
  base: SgNode,
  changed: ReadonlySet<Binding>,
  body: SgNode,
  scene: AnalysisContext,
): DeferredStatement | null | undefined {
  const looks = (node: SgNode): boolean =>
    nodesOf(node, 'identifier', 'shorthand_property_identifier').some((node) => {
      const of = scene.bindings.of(node);
      return node.id() !== base.id() && of !== null && changed.has(of);
    });
  const asking = statement
    .ancestors()
    .filter(
      (ancestor) => kindOf(ancestor) === 'if_statement' && isInside(spanOf(ancestor), spanOf(body)),
    )
    .filter((ancestor) => looks(ancestor.field('condition') ?? ancestor));
  const node = asking.at(-1) ?? (looks(statement) ? statement : null);
  if (node === null) return null;
  return canWait(node, changed, body, scene) ? { node } : undefined;
}

const LEAVING = [
  'await_expression',
  'yield_expression',
  'return_statement',
  'throw_statement',
  'break_statement',
  'continue_statement',
] as const;

/** True if deferring keeps a statement's effect: no exit of the iteration, only stable reads. */
function canWait(
  node: SgNode,
  changed: ReadonlySet<Binding>,
  body: SgNode,
  { bindings }: AnalysisContext,
): boolean {
  if (nodesOf(node, ...LEAVING).length > 0) return false;
  const stays = nodesOf(node, 'identifier', 'shorthand_property_identifier').every((identifier) => {
    const of = bindings.of(identifier);
    if (of === null || isDeclaredWithin(of, node)) return true;
    return !of.writes.some((write) => isInside(spanOf(write), spanOf(body))) || changed.has(of);
  });
  const calls = nodesOf(node, 'call_expression', 'new_expression').every((call) => {
    const callee = call.field('function') ?? call.field('constructor');
    const base = callee === null ? null : findRootObject(callee);
    const of = base === null ? null : bindings.of(base);
    if (of !== null) return changed.has(of) || isDeclaredWithin(of, node);
    return base !== null && /^(?:Math|Number|String|Object|Array|Set|Map)$/u.test(base.text());
  });
  return stays && calls;
}

/** Moves the whole statement into a deferred callback. */
export function deferWholeStatement(
  node: SgNode,
  { source }: AnalysisContext,
  later: string,
): CodemodEdit {
  const indent = readIndentation(source, node);
  return replaceNode(node, `${later}(() => {\n${indent}  ${node.text()}\n${indent}});`);
}
