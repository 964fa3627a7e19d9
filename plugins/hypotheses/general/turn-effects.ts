import type { SgNode } from '@ast-grep/napi';
import type { CodemodEdit } from '../codemod.ts';
import type { Binding } from '../syntax/bindings.ts';
import { indentOf, replace } from '../syntax/edits.ts';
import {
  argumentsOf,
  bare,
  functionAround,
  isInside,
  kindOf,
  nodesOf,
  spanOf,
} from '../syntax/nodes.ts';
import type { Scene } from '../syntax/scene.ts';
import { baseOf, calledName, isBoundIn, isSettled, targetsIn } from './own-nodes.ts';
import { isReadLate } from './turn-control.ts';

/** Methods that change what they are called on. */
export const CHANGING =
  /^(?:push|unshift|add|set|append|delete|clear|splice|pop|shift|sort|reverse|fill|copyWithin|write|emit|increment|count)$/u;
const LOGGING = /^(?:console|log|logger|debug|spinner|progress)$/u;

/** A statement of a turn that changes what is there outside of it. */
interface Effect {
  readonly statement: SgNode;
  /** Where its change begins: `result` of `result.rows.push(x)`. */
  readonly base: SgNode;
}

/** What a turn does to the outside, and how it is written to be done later. */
export interface TurnEffects {
  readonly edits: readonly CodemodEdit[];
  /** Names of what it changes that others may hold as well. */
  readonly shared: readonly string[];
}

/** A loop as it is looked at: what it goes through, by which names, and what each turn does. */
export interface TurnParts {
  readonly loop: SgNode;
  readonly left: SgNode;
  readonly body: SgNode;
}

/**
 * Statements that change the outside, each to be done later. null: a change stands where it cannot be
 * put off, or something in the loop looks at what another turn changes.
 */
export function readEffects(parts: TurnParts, scene: Scene, later: string): TurnEffects | null {
  const effects: Effect[] = [];
  for (const [changed, node] of changesIn(parts.body)) {
    const base = baseOf(changed);
    if (base === null) return null;
    const kind = kindOf(base);
    const binding = kind === 'identifier' ? scene.bindings.of(base) : null;
    const isLog = LOGGING.test(base.text()) && node !== null;
    if (isOfTheTurn(binding, base, changed, parts)) continue;
    if (isLog && binding?.kind !== 'const' && statementOf(node, parts) === null) continue;
    const statement = statementOf(node ?? changed, parts);
    if (kind === 'this' || statement === null) return null;
    if (!isLog && binding === null) return null;
    effects.push({ statement, base });
  }
  if (!effects.every((one) => isApart(one, effects, parts, scene))) return null;
  const all = [...new Map(effects.map((one) => [one.statement.id(), one])).values()];
  const shared = all
    .filter(
      ({ base }) => !LOGGING.test(base.text()) && !isMadeBefore(scene.bindings.of(base), parts),
    )
    .map(({ base }) => base.text());
  const edits = all.map(({ statement }) => putOff(statement, parts, scene, later));
  return { edits, shared: [...new Set(shared)] };
}

/** What is changed, and the call that changes it; null: it is an assignment. */
function changesIn(body: SgNode): readonly (readonly [SgNode, SgNode | null])[] {
  const calls = nodesOf(body, 'call_expression').flatMap((call) => {
    const callee = bare(call.field('function') ?? call);
    const object = kindOf(callee) === 'member_expression' ? callee.field('object') : null;
    if (object === null) return [];
    const base = baseOf(object);
    const isLog = base !== null && LOGGING.test(base.text());
    return isLog || CHANGING.test(calledName(call)) ? [[object, call] as const] : [];
  });
  return [...targetsIn(body).map((one) => [one, null] as const), ...calls];
}

/** What a turn has made: a name of its own, or a part of what it made or waited for. */
function isOfTheTurn(
  binding: Binding | null,
  base: SgNode,
  changed: SgNode,
  { body }: TurnParts,
): boolean {
  if (binding === null || !isBoundIn(binding, body)) return false;
  if (bare(changed).id() === base.id() && kindOf(changed) === 'identifier' && isNamed(changed))
    return true;
  const value = binding.declaration.field('value');
  if (value === null || binding.isPart) return false;
  return /^(?:array|object|new_expression|await_expression|template_string|string)$/u.test(
    kindOf(bare(value)),
  );
}

/** Whether it is the name that gets another value, and not something of what it names. */
function isNamed(changed: SgNode): boolean {
  const parent = changed.parent();
  return parent !== null && kindOf(parent) !== 'member_expression';
}

/** The statement that is nothing but this change, and belongs to the turn itself. */
function statementOf(node: SgNode, { body }: TurnParts): SgNode | null {
  const around = [node, ...node.ancestors()].find((one) => kindOf(one) === 'expression_statement');
  const only = around?.namedChildren().find((one) => kindOf(one) !== 'comment');
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

/** Whether nothing in the loop, and no function that may be called in it, looks at what is changed. */
function isApart(
  { base }: Effect,
  effects: readonly Effect[],
  parts: TurnParts,
  scene: Scene,
): boolean {
  const binding = scene.bindings.of(base);
  if (LOGGING.test(base.text())) return true;
  if (binding === null) return false;
  const here = functionAround(parts.loop)?.id();
  const targets = new Set(effects.map((one) => one.base.id()));
  const isItem = isBoundIn(binding, parts.left);
  const loop = spanOf(parts.loop);
  return binding.references.every((one) => {
    if (targets.has(one.id())) return true;
    const at = spanOf(one);
    const around = functionAround(one);
    const given = one.ancestors().find((above) => kindOf(above) === 'return_statement');
    if (given !== undefined && isInside(spanOf(given), loop) && around?.id() === here) {
      return isReadLate(given);
    }
    if (isItem) return isReadBefore(one, base, effects);
    if (isInside(at, loop))
      return isBoundIn(binding, parts.body) && isReadBefore(one, base, effects);
    if (around?.id() === here) return true;
    return at.start > loop.end && around !== null && kindOf(around) !== 'function_declaration';
  });
}

/** A part of an element that is read before, and is not the part that is changed. */
function isReadBefore(use: SgNode, base: SgNode, effects: readonly Effect[]): boolean {
  const parent = use.parent();
  const isMember = parent !== null && kindOf(parent) === 'member_expression';
  const name = isMember ? parent.field('property')?.text() : null;
  return effects
    .filter((one) => one.base.text() === base.text())
    .every(({ statement, base: own }) => {
      const isBefore = spanOf(use).start < spanOf(statement).end;
      const changed = own.parent()?.field('property')?.text();
      return isMember ? name !== changed : isBefore && spanOf(use).start < spanOf(statement).start;
    });
}

/** A list or the like that the function made before the loop, and has given to nobody. */
function isMadeBefore(binding: Binding | null, { loop }: TurnParts): boolean {
  if (binding === null || !/^(?:const|let|var)$/u.test(binding.kind)) return false;
  return functionAround(binding.node)?.id() === functionAround(loop)?.id();
}

/** The statement, with what it has to compute computed now and the change made later. */
function putOff(statement: SgNode, parts: TurnParts, scene: Scene, later: string): CodemodEdit {
  const only = bare(
    statement.namedChildren().find((one) => kindOf(one) !== 'comment') ?? statement,
  );
  const isCall = kindOf(only) === 'call_expression';
  const computed = [
    ...targetParts(isCall ? (only.field('function') ?? only) : (only.field('left') ?? only)),
    ...(isCall ? argumentsOf(only) : [only.field('right')].filter((one) => one !== null)),
  ];
  const { start } = spanOf(only);
  let text = only.text();
  const made: string[] = [];
  for (const part of computed.toReversed()) {
    const spread = kindOf(part) === 'spread_element' ? part.child(1) : null;
    const value = spread ?? part;
    if (isSettled(value, parts.loop, scene)) continue;
    const name = scene.bindings.freshName(nameFor(only));
    made.unshift(`const ${name} = ${value.text()};`);
    const at = spanOf(value);
    text = text.slice(0, at.start - start) + name + text.slice(at.end - start);
  }
  const step = isCall ? `${later}(() => ${text});` : `${later}(() => {\n  ${text};\n});`;
  const indent = indentOf(scene.source, statement);
  const lines = [...made, ...step.split('\n')];
  const isInBlock = /^(?:statement_block|switch_case|switch_default)$/u.test(
    kindOf(statement.parent() ?? statement),
  );
  const isBare = !isInBlock && made.length > 0;
  const all = isBare ? ['{', ...lines.map((line) => `  ${line}`), '}'] : lines;
  return replace(statement, all.join(`\n${indent}`));
}

/** What is asked on the way to what is changed: keys in brackets, and arguments of calls. */
function targetParts(target: SgNode): readonly SgNode[] {
  const inner = bare(target);
  const kind = kindOf(inner);
  const object =
    inner.field('object') ?? (kind === 'call_expression' ? inner.field('function') : null);
  const before = object === null ? [] : targetParts(object);
  if (kind === 'subscript_expression')
    return [...before, inner.field('index')].filter((one) => one !== null);
  return kind === 'call_expression' ? [...before, ...argumentsOf(inner)] : before;
}

function nameFor(change: SgNode): string {
  if (kindOf(change) !== 'call_expression') return 'value';
  const name = calledName(change);
  return name === 'push' || name === 'unshift' ? 'pushed' : 'given';
}
