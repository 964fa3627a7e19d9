import type { SgNode } from '@ast-grep/napi';
import { type Binding, isInside, kindOf, nodesOf, spanOf } from '../../../analysis/index.ts';
import type { CodemodEdit } from '../codemod.ts';
import { indentOf, replace } from '../syntax/edits.ts';
import type { Scene } from '../syntax/scene.ts';
import { baseOf, isBoundIn } from './own-nodes.ts';

/** A statement that looks at what turns change, so that it is done later as it is. */
export interface LateStatement {
  readonly node: SgNode;
}

/**
 * The statement that has to wait because it looks at what turns change: this one, or an `if` around it
 * that asks for that. null: nothing does; undefined: something does and cannot wait.
 *
 * @param base - Where the change itself begins, which is no look.
 */
export function lateStatement(
  statement: SgNode,
  base: SgNode,
  changed: ReadonlySet<Binding>,
  body: SgNode,
  scene: Scene,
): LateStatement | null | undefined {
  const looks = (node: SgNode): boolean =>
    nodesOf(node, 'identifier', 'shorthand_property_identifier').some((one) => {
      const of = scene.bindings.of(one);
      return one.id() !== base.id() && of !== null && changed.has(of);
    });
  const asking = statement
    .ancestors()
    .filter((one) => kindOf(one) === 'if_statement' && isInside(spanOf(one), spanOf(body)))
    .filter((one) => looks(one.field('condition') ?? one));
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

/** Whether a statement does the same later: it leaves nothing, and what it reads of the turn stays. */
function canWait(
  node: SgNode,
  changed: ReadonlySet<Binding>,
  body: SgNode,
  { bindings }: Scene,
): boolean {
  if (nodesOf(node, ...LEAVING).length > 0) return false;
  const stays = nodesOf(node, 'identifier', 'shorthand_property_identifier').every((one) => {
    const of = bindings.of(one);
    if (of === null || isBoundIn(of, node)) return true;
    return !of.writes.some((write) => isInside(spanOf(write), spanOf(body))) || changed.has(of);
  });
  const calls = nodesOf(node, 'call_expression', 'new_expression').every((call) => {
    const callee = call.field('function') ?? call.field('constructor');
    const base = callee === null ? null : baseOf(callee);
    const of = base === null ? null : bindings.of(base);
    if (of !== null) return changed.has(of) || isBoundIn(of, node);
    return base !== null && /^(?:Math|Number|String|Object|Array|Set|Map)$/u.test(base.text());
  });
  return stays && calls;
}

/** The statement as it is, in what is done later. */
export function putOffWhole(node: SgNode, { source }: Scene, later: string): CodemodEdit {
  const indent = indentOf(source, node);
  return replace(node, `${later}(() => {\n${indent}  ${node.text()}\n${indent}});`);
}
