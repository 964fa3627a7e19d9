import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  type Bindings,
  bare,
  FUNCTION_KINDS,
  isPrivate,
  kindOf,
  methodCallOf,
  nodesOf,
  operatorOf,
} from '../../../analysis/index.ts';
import { isReadOnlyUse } from './is-read-only-list-use.ts';
import type { KnownType, KnownTypes } from './known-types.ts';

/** Methods without side effects that cannot throw for primitive arguments. */
const READING: Readonly<Record<string, RegExp>> = {
  string:
    /^(?:includes|startsWith|endsWith|indexOf|lastIndexOf|toLowerCase|toUpperCase|trim|trimStart|trimEnd|slice|substring|charAt|charCodeAt|at|split|concat)$/u,
  array: /^(?:includes|indexOf|lastIndexOf|at|slice)$/u,
  set: /^has$/u,
  map: /^(?:has|get)$/u,
  number: /^$/u,
  boolean: /^$/u,
  object: /^$/u,
};
const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

/** Resolved names and known types of a file, for use by codemods. */
export interface SemanticModel {
  readonly bindings: Bindings;
  readonly types: KnownTypes;
}

/**
 * True if an expression only reads: it changes nothing, cannot throw, and yields the same each time
 * as long as nothing else changes what it reads.
 */
export function isPureExpression(node: SgNode, knowledge: SemanticModel): boolean {
  const { bindings, types } = knowledge;
  const next = (child: SgNode | null): boolean =>
    child !== null && isPureExpression(child, knowledge);
  const inner = bare(node);
  const kind = kindOf(inner);
  if (/^(?:string|number|true|false|null|undefined)$/u.test(kind)) return true;
  if (kind === 'identifier') {
    const of = bindings.of(inner);
    return of === null ? /^(?:undefined|NaN|Infinity)$/u.test(inner.text()) : isSettled(of, inner);
  }
  if (kind === 'template_string') {
    return nodesOf(inner, 'template_substitution').every((node) => {
      const value = node.namedChildren()[0];
      return value !== undefined && isPlain(types.of(value)) && next(value);
    });
  }
  if (kind === 'unary_expression') {
    const argument = inner.field('argument');
    return /^(?:!|typeof)$/u.test(operatorOf(inner)) && next(argument);
  }
  if (kind === 'ternary_expression') {
    return ['condition', 'consequence', 'alternative'].every((name) => next(inner.field(name)));
  }
  if (kind === 'binary_expression') return isTotalBinary(inner, types, next);
  if (kind === 'member_expression') return isTotalMember(inner, types, next);
  return kind === 'call_expression' && isTotalCall(inner, types, next);
}

/** Parameters are there from the beginning; others once their declaration has run, which is before. */
function isSettled({ kind, declaration }: Binding, use: SgNode): boolean {
  if (kind === 'import' || kind === 'parameter' || kind === 'function') return true;
  return declaration.range().start.index < use.range().start.index;
}

function isPlain(type: KnownType | null): boolean {
  return type !== null && PLAIN.has(type.kind);
}

type Next = (node: SgNode | null) => boolean;

function isTotalBinary(node: SgNode, types: KnownTypes, next: Next): boolean {
  const left = node.field('left');
  const right = node.field('right');
  if (!next(left) || !next(right) || left === null || right === null) return false;
  const operator = operatorOf(node);
  if (/^(?:[!=]==|&&|\|\||\?\?)$/u.test(operator)) return true;
  const [leftType, other] = [types.of(left), types.of(right)];
  return (
    /^(?:[<>]=?|[-+*/%])$/u.test(operator) && isPlain(leftType) && leftType?.kind === other?.kind
  );
}

function isTotalMember(node: SgNode, types: KnownTypes, next: Next): boolean {
  const object = node.field('object');
  const name = node.field('property')?.text() ?? '';
  const type = object === null ? null : types.of(object);
  if (object === null || type === null || !next(object)) return false;
  if (type.kind === 'object') return type.fields.has(name);
  if (type.kind === 'array' || type.kind === 'string') return name === 'length';
  return name === 'size' && (type.kind === 'set' || type.kind === 'map');
}

function isTotalCall(node: SgNode, types: KnownTypes, next: Next): boolean {
  const call = methodCallOf(node);
  const type = call === null ? null : types.of(call.receiver);
  if (call === null || type === null || !next(call.receiver)) return false;
  if (READING[type.kind]?.test(call.method) !== true) return false;
  const isGivenPlain = call.given.every(
    (argument) => isPlain(types.of(argument)) && next(argument),
  );
  const isLookup = /^(?:includes|indexOf|has|get)$/u.test(call.method) && type.kind !== 'string';
  return isLookup ? call.given.every((argument) => next(argument)) : isGivenPlain;
}

/** True for a list created by its declaration, never modified, which nothing else refers to. */
export function isUnsharedList(binding: Binding, knowledge: SemanticModel): boolean {
  const value = binding.declaration.field('value');
  if (binding.kind !== 'const' || binding.isPart || value === null) return false;
  if (kindOf(binding.declaration) !== 'variable_declarator') return false;
  return (
    isPrivate(binding, knowledge.bindings) &&
    isNewList(value, knowledge) &&
    binding.references.every((reference) => isReadOnlyUse(reference, knowledge))
  );
}

const MAKING =
  /^(?:map|filter|slice|concat|toSorted|toReversed|flatMap|flat|split|keys|values|entries|from)$/u;

/** True for an expression that creates a new list, which nothing else refers to. */
export function isNewList(node: SgNode, { bindings, types }: SemanticModel): boolean {
  const inner = bare(node);
  if (kindOf(inner) === 'array') return true;
  const call = methodCallOf(inner);
  if (call === null || !MAKING.test(call.method)) return false;
  // A custom `keys` method may return a list that its owner goes on filling.
  const owner = call.receiver.text();
  const isStatic = /^(?:Object|Array)$/u.test(owner) && bindings.isBuiltin(owner);
  return isStatic || /^(?:array|string)$/u.test(types.of(call.receiver)?.kind ?? '');
}

/** True if there is an `await` or `yield` below a node, outside of functions nested in it. */
export function hasSuspension(node: SgNode): boolean {
  const loops = nodesOf(node, 'for_in_statement').filter((loop) =>
    loop.children().some((child) => kindOf(child) === 'await'),
  );
  return [...nodesOf(node, 'await_expression', 'yield_expression'), ...loops].some((suspension) => {
    const around = suspension.ancestors().find((above) => FUNCTION_KINDS.has(kindOf(above)));
    const inside = around?.range().start.index ?? -1;
    return inside < node.range().start.index;
  });
}
