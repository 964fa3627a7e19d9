import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Binding,
  bare,
  isInside,
  kindOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { AnalysisContext, CodemodEdit } from '../codemod.ts';
import { readIndentation, replaceNode } from '../syntax/codemod-edits.ts';
import {
  findRootObject,
  isDeclaredWithin,
  isUnchangedDuring,
  type LoopSyntax,
  readCalleeName,
} from './syntax-node-lookups.ts';

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

/** Defers a statement's effect: its operands are computed now, and the change is made later. */
export function deferStatement(
  statement: SgNode,
  parts: LoopSyntax,
  scene: AnalysisContext,
  later: string,
): CodemodEdit {
  const only = bare(
    statement.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment') ?? statement,
  );
  const isCall = kindOf(only) === 'call_expression';
  const computed = [
    ...targetParts(isCall ? (only.field('function') ?? only) : (only.field('left') ?? only)),
    ...(isCall ? argumentsOf(only) : [only.field('right')].filter((value) => value !== null)),
  ];
  const { start } = spanOf(only);
  let text = only.text();
  const made: string[] = [];
  for (const part of computed.toReversed()) {
    const spread = kindOf(part) === 'spread_element' ? part.child(1) : null;
    const value = spread ?? part;
    if (isUnchangedDuring(value, parts.body, scene)) continue;
    const name = scene.bindings.freshName(nameFor(only));
    made.unshift(`const ${name} = ${value.text()};`);
    const at = spanOf(value);
    text = text.slice(0, at.start - start) + name + text.slice(at.end - start);
  }
  const step = isCall ? `${later}(() => ${text});` : `${later}(() => {\n  ${text};\n});`;
  const indent = readIndentation(scene.source, statement);
  const lines = [...made, ...step.split('\n')];
  const isInBlock = /^(?:statement_block|switch_case|switch_default)$/u.test(
    kindOf(statement.parent() ?? statement),
  );
  const isBare = !isInBlock && made.length > 0;
  const all = isBare ? ['{', ...lines.map((line) => `  ${line}`), '}'] : lines;
  return replaceNode(statement, all.join(`\n${indent}`));
}

/** Returns expressions evaluated on the way to a changed target: bracket keys, call arguments. */
function targetParts(target: SgNode): readonly SgNode[] {
  const inner = bare(target);
  const kind = kindOf(inner);
  const object =
    inner.field('object') ?? (kind === 'call_expression' ? inner.field('function') : null);
  const before = object === null ? [] : targetParts(object);
  if (kind === 'subscript_expression')
    return [...before, inner.field('index')].filter((part) => part !== null);
  return kind === 'call_expression' ? [...before, ...argumentsOf(inner)] : before;
}

function nameFor(change: SgNode): string {
  if (kindOf(change) !== 'call_expression') return 'value';
  const name = readCalleeName(change);
  return name === 'push' || name === 'unshift' ? 'pushed' : 'given';
}
