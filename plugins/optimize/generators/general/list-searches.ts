import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  isInside,
  kindOf,
  nodesOf,
  operatorOf,
  partsOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { AnalysisContext } from '../codemod.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { isPureExpression } from '../syntax/pure-expression.ts';
import { findRootObject } from './syntax-node-lookups.ts';

/** Test that a callback makes of each element: one part equals a value, and possibly more. */
interface KeySearch {
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
function isPlainValue(node: SgNode): boolean {
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

/** Loop that only tests if a list contains a value, and returns. */
interface SearchLoop {
  readonly loop: SgNode;
  readonly list: SgNode;
  /** One or two values that elements are compared with by `===`. */
  readonly sought: readonly SgNode[];
  /** The statement that returns, as text. */
  readonly answer: string;
}

/** Parses a search loop; null if the loop does anything else. */
export function parseSearchLoop(loop: SgNode, scene: AnalysisContext): SearchLoop | null {
  const head = headOf(loop);
  const body = loop.field('body');
  if (head === null || body === null) return null;
  const [first, ...others] = statementsOf(body);
  if (first === undefined) return null;
  const named = others.length === 0 ? null : elementIn(first, head);
  const test = named === null ? first : others[0];
  const isOnly = others.length === (named === null ? 0 : 1);
  if (!isOnly || test === undefined || kindOf(test) !== 'if_statement') return null;
  const answer = answerOf(test);
  const condition = test.field('condition');
  if (answer === null || condition === null) return null;
  const isElement = (node: SgNode) => node.text() === (named ?? head.element);
  const sought = findSoughtValues(bare(condition), isElement);
  const stays = (node: SgNode) =>
    isPureExpression(node, scene) &&
    nodesOf(node, 'identifier').every((node) => {
      const of = scene.bindings.of(node);
      return of === null || !isInside(spanOf(of.node), spanOf(loop));
    });
  if (sought === null || sought.length > 2 || !sought.every(stays)) return null;
  return { loop, list: head.list, sought, answer };
}

interface Head {
  readonly list: SgNode;
  /** Expression for an element, unless the loop body names it. */
  readonly element: string;
}

/** Parses `for (const one of list | const at in list | let at = 0; at < list.length; at++)`. */
function headOf(loop: SgNode): Head | null {
  if (kindOf(loop) === 'for_in_statement') {
    const [name, list] = [loop.field('left'), loop.field('right')];
    if (name === null || list === null || kindOf(name) !== 'identifier') return null;
    if (loop.field('kind') === null || loop.children().some((child) => kindOf(child) === 'await'))
      return null;
    const isOf = operatorOf(loop) === 'of';
    return { list, element: isOf ? name.text() : `${list.text()}[${name.text()}]` };
  }
  if (kindOf(loop) !== 'for_statement') return null;
  const made = /^(?:let|var)\s+([\w$]+)\s*=\s*0;$/u.exec(loop.field('initializer')?.text() ?? '');
  const at = made?.[1];
  const condition = bare(firstOf(loop.field('condition')) ?? loop);
  const [index, length] = [condition.field('left'), condition.field('right')];
  const list = length === null ? null : length.field('object');
  const isCounted =
    at !== undefined &&
    operatorOf(condition) === '<' &&
    index?.text() === at &&
    length?.field('property')?.text() === 'length' &&
    new RegExp(`^(?:\\+\\+${at}|${at}\\+\\+|${at} \\+= 1)$`, 'u').test(
      loop.field('increment')?.text() ?? '',
    );
  return isCounted && list !== null ? { list, element: `${list.text()}[${at}]` } : null;
}

/** The condition of a loop is a statement in the grammar. */
function firstOf(node: SgNode | null): SgNode | null {
  if (node === null) return null;
  return kindOf(node) === 'expression_statement' ? node.child(0) : node;
}

function statementsOf(body: SgNode): readonly SgNode[] {
  if (kindOf(body) !== 'statement_block') return [body];
  return partsOf(body);
}

/** Returns the name that `const one = list[at];` gives to the element. */
function elementIn(statement: SgNode, { element }: Head): string | null {
  if (!/^(?:lexical|variable)_declaration$/u.test(kindOf(statement))) return null;
  const [only, ...more] = statement.namedChildren();
  const name = only?.field('name');
  const isPlain = more.length === 0 && name != null && kindOf(name) === 'identifier';
  return isPlain && only?.field('value')?.text() === element ? name.text() : null;
}

/** Returns the text of a `return`, if the `if` has only that, with a literal and no `else`. */
function answerOf(test: SgNode): string | null {
  if (test.field('alternative') !== null) return null;
  const body = test.field('consequence');
  const [only, ...more] = body === null ? [] : statementsOf(body);
  if (only === undefined || more.length > 0 || kindOf(only) !== 'return_statement') return null;
  const [value] = only.namedChildren();
  const isLiteral =
    value === undefined || /^(?:true|false|null|undefined|number|string)$/u.test(kindOf(value));
  return isLiteral ? only.text() : null;
}

/** Returns the values compared in `element === a || b === element`; null for other tests. */
export function findSoughtValues(
  node: SgNode,
  isElement: (node: SgNode) => boolean,
): readonly SgNode[] | null {
  const [left, right] = [node.field('left'), node.field('right')];
  if (kindOf(node) !== 'binary_expression' || left === null || right === null) return null;
  if (operatorOf(node) === '||') {
    const [leftSought, other] = [
      findSoughtValues(bare(left), isElement),
      findSoughtValues(bare(right), isElement),
    ];
    return leftSought === null || other === null ? null : [...leftSought, ...other];
  }
  if (operatorOf(node) !== '===') return null;
  if (isElement(left)) return isElement(right) ? null : [right];
  return isElement(right) ? [left] : null;
}

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
