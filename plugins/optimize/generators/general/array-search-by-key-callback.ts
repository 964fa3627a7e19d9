import type { SgNode } from '@ast-grep/napi';
import { bare, kindOf, nodesOf, operatorOf, partsOf } from '../../../analysis/index.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';

/** Test that a callback makes of each element: one part equals a value, and possibly more. */
export interface KeySearch {
  /** Name of the element in the callback. */
  readonly parameterName: string;
  /** The part of the element, as text behind its name: `.user.id`. */
  readonly key: string;
  readonly sought: SgNode;
  /** Further conditions after `&&`. */
  readonly rest: SgNode | null;
}

/**
 * Parses `(one) => one.key === sought`, optionally followed by `&& …`, as an arrow function or
 * function expression; null for other callbacks.
 *
 * @param isValue - Returns true for an expression that may be sought. Default: `isPlainValue`.
 */
export function parseKeySearch(
  callback: SgNode | undefined,
  isValue: (node: SgNode) => boolean = isPlainValue,
): KeySearch | null {
  const body = callback === undefined ? null : findReturnedExpression(callback);
  if (callback === undefined || body === null) return null;
  const [parameter, ...others] = listParameters(callback);
  if (parameter === undefined || others.length > 0 || kindOf(parameter) !== 'identifier')
    return null;
  const parameterName = parameter.text();
  const [first, ...rest] = conjuncts(bare(body));
  if (first === undefined || operatorOf(first) !== '===') return null;
  const [left, right] = [first.field('left'), first.field('right')];
  if (left === null || right === null) return null;
  for (const [member, sought] of [
    [left, right],
    [right, left],
  ] as const) {
    const key = member.text().slice(parameterName.length);
    const isKey = member.text().startsWith(parameterName) && /^(?:\.[\w$]+|\[\d+\])+$/u.test(key);
    if (!isKey || !isValue(sought) || mentions(sought, parameterName)) continue;
    const more = rest.length === 0 ? null : restOf(body, first);
    return rest.length > 0 && more === null ? null : { parameterName, key, sought, rest: more };
  }
  return null;
}

/** Returns the expression that a callback returns if it does nothing else. */
export function findReturnedExpression(callback: SgNode): SgNode | null {
  const kind = kindOf(callback);
  if (kind !== 'arrow_function' && kind !== 'function_expression') return null;
  const isPlain = !callback.children().some((child) => /^(?:async|\*)$/u.test(child.text()));
  if (!isPlain || callback.field('return_type') !== null) return null;
  const body = callback.field('body');
  if (body === null || nodesOf(body, 'this').length > 0) return null;
  if (kindOf(body) !== 'statement_block') return body;
  const statements = partsOf(body);
  const [only, ...others] = statements;
  if (only === undefined || others.length > 0 || kindOf(only) !== 'return_statement') return null;
  return only.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment') ?? null;
}

/** Returns the operands of `a && b && c`, from the left. */
function conjuncts(node: SgNode): readonly SgNode[] {
  if (kindOf(node) !== 'binary_expression' || operatorOf(node) !== '&&') return [node];
  const [left, right] = [node.field('left'), node.field('right')];
  return [...(left === null ? [] : conjuncts(bare(left))), ...(right === null ? [] : [right])];
}

/** Only two operands are supported: `a && b && c` has no node for `b && c`. */
function restOf(body: SgNode, first: SgNode): SgNode | null {
  const whole = bare(body);
  const left = whole.field('left');
  return left !== null && bare(left).id() === first.id() ? whole.field('right') : null;
}

/** True for names, properties and literals, which call nothing and can be evaluated repeatedly. */
export function isPlainValue(node: SgNode): boolean {
  const inner = bare(node);
  const kind = kindOf(inner);
  if (/^(?:identifier|this|string|number|true|false|null|undefined)$/u.test(kind)) return true;
  if (kind !== 'member_expression') return false;
  const object = inner.field('object');
  return object !== null && isPlainValue(object);
}

function mentions(node: SgNode, name: string): boolean {
  return nodesOf(node, 'identifier').some((node) => node.text() === name);
}
