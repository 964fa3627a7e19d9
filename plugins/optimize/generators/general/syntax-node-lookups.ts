import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  functionAround,
  isInside,
  kindOf,
  LOOP_KINDS,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { AnalysisContext } from '../codemod.ts';

/** Parts of a loop: its header, its variables and its body. */
export interface LoopSyntax {
  readonly loop: SgNode;
  readonly left: SgNode;
  readonly body: SgNode;
}

/** Returns nodes of these kinds below a node, within its function, not in nested functions. */
export function findOwnNodes(node: SgNode, ...kinds: readonly string[]): readonly SgNode[] {
  const here = functionAround(node)?.id();
  return nodesOf(node, ...kinds).filter((node) => functionAround(node)?.id() === here);
}

/** Returns the innermost loop around a statement within its function; null if there is none. */
export function findEnclosingLoop(node: SgNode): SgNode | null {
  const here = functionAround(node)?.id();
  const loop = node.ancestors().find((ancestor) => LOOP_KINDS.has(kindOf(ancestor)));
  return loop !== undefined && functionAround(loop)?.id() === here ? loop : null;
}

/**
 * Returns the name or `this` that an expression starts from: `a` of `a.b`, `a[0]`, `a.get(x).b`.
 * null: it starts with something else.
 */
export function findRootObject(node: SgNode): SgNode | null {
  const inner = bare(node);
  const kind = kindOf(inner);
  if (kind === 'identifier' || kind === 'this') return inner;
  if (kind === 'member_expression' || kind === 'subscript_expression') {
    const object = inner.field('object');
    return object === null ? null : findRootObject(object);
  }
  if (kind === 'call_expression') {
    const callee = inner.field('function');
    return callee !== null && kindOf(callee) === 'member_expression'
      ? findRootObject(callee)
      : null;
  }
  return null;
}

/** Returns the last name of a callee: `load` of `this.users.load(…)`; empty if there is none. */
export function readCalleeName(call: SgNode): string {
  const callee = call.field('function') ?? call.field('constructor');
  if (callee === null) return '';
  const inner = bare(callee);
  return (inner.field('property') ?? inner).text();
}

/** True if a name is bound within a node, and so is new each time the node runs. */
export function isDeclaredWithin(binding: Binding | null, node: SgNode): boolean {
  return binding !== null && isInside(spanOf(binding.node), spanOf(node));
}

/** Returns assigned, updated or deleted targets below a node, including in nested functions. */
export function findWriteTargets(node: SgNode): readonly SgNode[] {
  const of = (kind: string, field: string) => nodesOf(node, kind).map((node) => node.field(field));
  const removed = nodesOf(node, 'unary_expression')
    .filter((node) => node.field('operator')?.text() === 'delete')
    .map((node) => node.field('argument'));
  const heads = nodesOf(node, 'for_in_statement')
    .filter((node) => node.field('kind') === null)
    .map((node) => node.field('left'));
  return [
    ...of('assignment_expression', 'left'),
    ...of('augmented_assignment_expression', 'left'),
    ...of('update_expression', 'argument'),
    ...removed,
    ...heads,
  ].filter((target) => target !== null);
}

/** True for literals, and for names that are not reassigned within a node. */
export function isUnchangedDuring(
  value: SgNode,
  node: SgNode,
  { bindings }: AnalysisContext,
): boolean {
  const inner = bare(value);
  const kind = kindOf(inner);
  if (/^(?:string|number|true|false|null|undefined)$/u.test(kind)) return true;
  if (kind !== 'identifier') return false;
  const of = bindings.of(inner);
  return of?.writes.every((write) => !isInside(spanOf(write), spanOf(node))) === true;
}

/** True if the file reads a static field of RegExp, which exposes the last match. */
export function readsLastMatch({ root }: Pick<AnalysisContext, 'root'>): boolean {
  return nodesOf(root, 'member_expression', 'subscript_expression').some(
    (node) => node.field('object')?.text() === 'RegExp',
  );
}
