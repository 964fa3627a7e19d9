import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  functionAround,
  isInside,
  kindOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { AnalysisContext, CodemodEdit } from '../codemod.ts';
import {
  deferStatement,
  deferWholeStatement,
  findDeferredStatement,
} from './find-deferred-statement.ts';
import { canEvaluateLate } from './rewrite-exits-of-loop-body.ts';
import {
  findRootObject,
  findWriteTargets,
  isDeclaredWithin,
  type LoopSyntax,
  readCalleeName,
} from './syntax-node-lookups.ts';

const MUTATING_METHODS =
  /^(?:push|unshift|add|set|append|delete|clear|splice|pop|shift|sort|reverse|fill|copyWithin|write|emit|increment)$/u;
const LOGGING = /^(?:console|log|logger|debug|spinner|progress)$/u;

interface Effect {
  readonly statement: SgNode;
  /** Root of the changed object: `result` of `result.rows.push(x)`. */
  readonly base: SgNode;
  /** Statement deferred whole, maybe with its `if`, as it reads what iterations change. */
  readonly late: SgNode | null;
}

/** Effects of an iteration on outer state, rewritten to run later. */
export interface IterationEffects {
  readonly edits: readonly CodemodEdit[];
  /** Names of changed objects that other code may refer to as well. */
  readonly shared: readonly string[];
}

/**
 * Collects the statements that change outer state, each to be deferred. null: a change cannot be
 * deferred where it stands, or something in the loop reads what another iteration changes.
 */
export function deferIterationEffects(
  parts: LoopSyntax,
  scene: AnalysisContext,
  later: string,
): IterationEffects | null {
  const effects: Effect[] = [];
  for (const [changed, node] of changesIn(parts.body)) {
    const base = findRootObject(changed);
    if (base === null) return null;
    const kind = kindOf(base);
    const binding = kind === 'identifier' ? scene.bindings.of(base) : null;
    const isLog = LOGGING.test(base.text()) && node !== null;
    if (isOfTheTurn(binding, base, changed, parts)) continue;
    if (isLog && binding?.kind !== 'const' && statementOf(node, parts) === null) continue;
    const statement = statementOf(node ?? changed, parts);
    if (kind === 'this' || statement === null) return null;
    if (!isLog && binding === null) return null;
    effects.push({ statement, base, late: null });
  }
  const all = withLate(effects, parts, scene);
  if (all === null || !all.every((effect) => isApart(effect, all, parts, scene))) return null;
  const shared = all
    .filter(
      ({ base }) => !LOGGING.test(base.text()) && !isMadeBefore(scene.bindings.of(base), parts),
    )
    .map(({ base }) => base.text());
  return { edits: editsOf(all, parts, scene, later), shared: [...new Set(shared)] };
}

/** Marks the effects whose statement is deferred unchanged; null if one must be and cannot. */
function withLate(
  effects: readonly Effect[],
  parts: LoopSyntax,
  scene: AnalysisContext,
): readonly Effect[] | null {
  const changed = new Set<Binding>();
  for (const { base } of effects) {
    const of = scene.bindings.of(base);
    if (of !== null && !isDeclaredWithin(of, parts.left) && !isDeclaredWithin(of, parts.body))
      changed.add(of);
  }
  const all: Effect[] = [];
  for (const effect of effects) {
    const isSlot = isOwnSlot(effect.base, effect.base, parts);
    const late = isSlot
      ? null
      : findDeferredStatement(effect.statement, effect.base, changed, parts.body, scene);
    if (late === undefined) return null;
    all.push({ ...effect, late: late?.node ?? null });
  }
  return all;
}

function editsOf(
  effects: readonly Effect[],
  parts: LoopSyntax,
  scene: AnalysisContext,
  later: string,
): readonly CodemodEdit[] {
  const late = [
    ...new Map(
      effects.flatMap((effect) =>
        effect.late === null ? [] : [[effect.late.id(), effect.late] as const],
      ),
    ).values(),
  ];
  const isWithin = (node: SgNode): boolean =>
    late.some((lateNode) => isInside(spanOf(node), spanOf(lateNode)));
  const others = new Map(
    effects
      .filter(({ statement }) => !isWithin(statement))
      .map(({ statement }) => [statement.id(), statement]),
  );
  const outermost = late.filter(
    (lateNode) =>
      !late.some(
        (other) => other.id() !== lateNode.id() && isInside(spanOf(lateNode), spanOf(other)),
      ),
  );
  return [
    ...outermost.map((lateNode) => deferWholeStatement(lateNode, scene, later)),
    ...[...others.values()].map((other) => deferStatement(other, parts, scene, later)),
  ];
}

/** Returns each changed node with the call that changes it; null for an assignment. */
function changesIn(body: SgNode): readonly (readonly [SgNode, SgNode | null])[] {
  const calls = nodesOf(body, 'call_expression').flatMap((call) => {
    const callee = bare(call.field('function') ?? call);
    const object = kindOf(callee) === 'member_expression' ? callee.field('object') : null;
    if (object === null) return [];
    const base = findRootObject(object);
    const isLog = base !== null && LOGGING.test(base.text());
    return isLog || MUTATING_METHODS.test(readCalleeName(call)) ? [[object, call] as const] : [];
  });
  return [...findWriteTargets(body).map((target) => [target, null] as const), ...calls];
}

/** True for something the iteration made: its own name, or a part of a value it made or awaited. */
function isOfTheTurn(
  binding: Binding | null,
  base: SgNode,
  changed: SgNode,
  { body }: LoopSyntax,
): boolean {
  if (binding === null || !isDeclaredWithin(binding, body)) return false;
  if (bare(changed).id() === base.id() && kindOf(changed) === 'identifier' && isNamed(changed))
    return true;
  const value = binding.declaration.field('value');
  if (value === null || binding.isPart) return false;
  return /^(?:array|object|new_expression|await_expression|template_string|string)$/u.test(
    kindOf(bare(value)),
  );
}

/** True if the name itself is reassigned, and not a part of its value. */
function isNamed(changed: SgNode): boolean {
  const parent = changed.parent();
  return parent !== null && kindOf(parent) !== 'member_expression';
}

/** Returns the statement that consists of this change only and belongs to the iteration itself. */
function statementOf(node: SgNode, { body }: LoopSyntax): SgNode | null {
  const around = [node, ...node.ancestors()].find(
    (ancestor) => kindOf(ancestor) === 'expression_statement',
  );
  const only = around?.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment');
  if (around === undefined || only === undefined) return null;
  const isOwn =
    isInside(spanOf(around), spanOf(body)) &&
    functionAround(around)?.id() === functionAround(body)?.id();
  const whole = bare(only);
  const target = whole.field('left') ?? whole.field('argument');
  const isWhole = whole.id() === node.id() || (target !== null && target.id() === node.id());
  const parent = around.parent();
  const isPlain = parent !== null && !/^(?:for_statement|labeled_statement)$/u.test(kindOf(parent));
  return isOwn && isWhole && isPlain ? around : null;
}

/** True if nothing in the loop, nor any function it may call, reads the changed value. */
function isApart(
  { base, statement }: Effect,
  effects: readonly Effect[],
  parts: LoopSyntax,
  scene: AnalysisContext,
): boolean {
  const binding = scene.bindings.of(base);
  if (LOGGING.test(base.text())) return true;
  if (binding === null) return false;
  const here = functionAround(parts.loop)?.id();
  const targets = new Set(effects.map((effect) => effect.base.id()));
  const isItem = isDeclaredWithin(binding, parts.left);
  const loop = spanOf(parts.loop);
  const body = spanOf(parts.body);
  return binding.references.every((reference) => {
    if (targets.has(reference.id())) return true;
    if (isOwnSlot(base, base, parts) && spanOf(reference).end <= body.start) return true;
    const at = spanOf(reference);
    const around = functionAround(reference);
    const given = reference.ancestors().find((above) => kindOf(above) === 'return_statement');
    if (given !== undefined && isInside(spanOf(given), loop) && around?.id() === here) {
      return canEvaluateLate(given);
    }
    const isLate = effects.some(({ late }) => late !== null && isInside(at, spanOf(late)));
    if (isLate) return true;
    if (isItem) return isReadBefore(reference, base, effects);
    if (isInside(at, loop) && isOwnSlot(reference, base, parts))
      return at.start < spanOf(statement).end;
    if (isInside(at, loop))
      return isDeclaredWithin(binding, parts.body) && isReadBefore(reference, base, effects);
    if (around?.id() === here) return true;
    return at.start > loop.end && around !== null && kindOf(around) !== 'function_declaration';
  });
}

/** True for `list[i]` in a loop over `i` that changes only this element of the list. */
function isOwnSlot(use: SgNode, base: SgNode, { left, loop }: LoopSyntax): boolean {
  const isSlot = (node: SgNode): boolean => {
    const parent = node.parent();
    const isMember = parent !== null && kindOf(parent) === 'subscript_expression';
    return isMember && parent.field('index')?.text() === left.text();
  };
  return kindOf(loop) === 'for_statement' && isSlot(use) && isSlot(base);
}

/** A part of an element that is read before, and is not the part that is changed. */
function isReadBefore(use: SgNode, base: SgNode, effects: readonly Effect[]): boolean {
  const parent = use.parent();
  const isMember = parent !== null && kindOf(parent) === 'member_expression';
  const name = isMember ? parent.field('property')?.text() : null;
  return effects
    .filter((effect) => effect.base.text() === base.text())
    .every(({ statement, base: own }) => {
      const isBefore = spanOf(use).start < spanOf(statement).end;
      const changed = own.parent()?.field('property')?.text();
      return isMember ? name !== changed : isBefore && spanOf(use).start < spanOf(statement).start;
    });
}

/** True for a local variable of the function that contains the loop. */
function isMadeBefore(binding: Binding | null, { loop }: LoopSyntax): boolean {
  if (binding === null || !/^(?:const|let|var)$/u.test(binding.kind)) return false;
  return functionAround(binding.node)?.id() === functionAround(loop)?.id();
}
