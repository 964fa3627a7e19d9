import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  isInside,
  kindOf,
  nodesOf,
  operatorOf,
  partsOf,
  spanOf,
} from '../../../analysis/index.ts';
import { isPureExpression } from '../syntax/pure-expression.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';

/** Loop that only tests if a list contains a value, and returns. */
export interface SearchLoop {
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
