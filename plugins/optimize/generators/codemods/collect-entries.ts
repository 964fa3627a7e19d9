import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  isNamedByKey,
  kindOf,
  type MethodCall,
  methodCalls,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodEdit, CodemodMatch } from '../codemod.ts';
import { createMatch, insertText, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { findArrowBody } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** A `reduce` whose callback returns, on every path, the accumulator or an extended copy of it. */
interface Collecting {
  readonly call: MethodCall;
  readonly callback: SgNode;
  /** The first two parameters: accumulator and element. */
  readonly parameters: readonly [SgNode, SgNode];
  /** Callback's return values: `collected` itself, or a literal starting with a copy of it. */
  readonly results: readonly Result[];
}

interface Result {
  readonly node: SgNode;
  /** Properties after `...collected`; null if `collected` is returned unchanged. */
  readonly added: readonly SgNode[] | null;
}

function collectings(scene: AnalysisContext): readonly Collecting[] {
  return methodCalls(scene.root, 'reduce').flatMap((call) => {
    const [callback, initial] = call.given;
    if (callback === undefined || initial === undefined || call.given.length !== 2) return [];
    const first = bare(initial);
    const isEmpty = kindOf(first) === 'object' && /^\{\s*\}$/u.test(first.text());
    if (!isEmpty || scene.shapes.arrayOf(call.receiver) === null || !isPlain(callback)) return [];
    if (isOfReducing(callback)) return [];
    const [collected, element] = callback.field('parameters')?.namedChildren() ?? [];
    const name = listParameters(callback)[0];
    if (collected === undefined || element === undefined || name === undefined) return [];
    const isSimple = kindOf(name) === 'identifier' && kindOf(element) !== 'comment';
    const results = isSimple ? resultsOf(callback, name.text()) : null;
    const uses = scene.bindings.of(name)?.references ?? [];
    // Any other use of the accumulator would see it before it is filled.
    if (results === null || uses.length !== results.length) return [];
    if (results.every(({ added }) => added === null)) return [];
    return [{ call, callback, parameters: [collected, element], results }];
  });
}

/** True if the callback is a single literal, which another codemod handles without naming parts. */
function isOfReducing(callback: SgNode): boolean {
  const body = findArrowBody(callback, 3);
  return body !== null && kindOf(bare(body)) === 'object';
}

/**
 * True for a callback whose first parameter can be removed: it is not async, and has no return
 * type, no name and no use of `arguments`.
 */
function isPlain(callback: SgNode): boolean {
  if (!/^(?:arrow_function|function_expression)$/u.test(kindOf(callback))) return false;
  const isAsync = callback.children().some((child) => kindOf(child) === 'async');
  const uses = nodesOf(callback, 'identifier').some((node) => node.text() === 'arguments');
  const hasType = callback.field('return_type') !== null;
  return !isAsync && !uses && !hasType && callback.field('name') === null;
}

/** Returns the results of all paths; null if a path returns anything else or falls through. */
function resultsOf(callback: SgNode, collected: string): readonly Result[] | null {
  const body = callback.field('body');
  if (body === null) return null;
  const given = kindOf(body) === 'statement_block' ? returnedBy(callback, body) : [body];
  const results = given?.flatMap((value) => branchesOf(value)) ?? [null];
  const found = results.map((result) => (result === null ? null : resultOf(result, collected)));
  return found.some((result) => result === null) ? null : found.filter((result) => result !== null);
}

function returnedBy(callback: SgNode, body: SgNode): readonly (SgNode | null)[] | null {
  const last = body.namedChildren().findLast((namedChild) => kindOf(namedChild) !== 'comment');
  if (last === undefined || !/^(?:return|throw)_statement$/u.test(kindOf(last))) return null;
  return nodesOf(body, 'return_statement')
    .filter((node) => functionAround(node)?.id() === callback.id())
    .map((node) => node.namedChildren().find((child) => kindOf(child) !== 'comment') ?? null);
}

/** Returns the possible results of an expression: `b` and `c` for `a ? b : c`. */
function branchesOf(node: SgNode | null): readonly (SgNode | null)[] {
  if (node === null) return [null];
  const inner = kindOf(node) === 'parenthesized_expression' ? bare(node) : node;
  if (kindOf(inner) !== 'ternary_expression') return [inner];
  return [inner.field('consequence'), inner.field('alternative')].flatMap(branchesOf);
}

function resultOf(node: SgNode, collected: string): Result | null {
  if (kindOf(node) === 'identifier')
    return node.text() === collected ? { node, added: null } : null;
  if (kindOf(node) !== 'object') return null;
  const [spread, ...added] = node.namedChildren();
  const isCopy = spread?.text() === `...${collected}` && added.length > 0;
  const isPlainList = added.every((member) => kindOf(member) !== 'comment');
  return isCopy && isPlainList && !/,\s*,/u.test(node.text()) ? { node, added } : null;
}

/** Turns `list.reduce((collected, one) => …, {})` into `list.map((one) => …))`, same results. */
function asMethod(
  { call, callback, parameters }: Collecting,
  method: string,
): readonly CodemodEdit[] {
  const [collected, element] = parameters;
  const end = spanOf(call.call).end;
  return [
    { start: spanOf(call.receiver).end, end: spanOf(callback).start, text: `.${method}(` },
    { start: spanOf(collected).start, end: spanOf(element).start, text: '' },
    { start: spanOf(callback).end, end, text: '))' },
  ];
}

const WAYS =
  'with a callback that returns, on every path, either the accumulator or a literal that starts with a copy of the accumulator. The callback does not use the accumulator in any other way, declares no return type, does not use `arguments`, and always returns a value';

export const collectEntries: Codemod = createTypeAwareCodemod(
  {
    id: 'collect-entries',
    title: 'Collect entries instead of copying the object for each element',
    preconditions: `\`reduce\` is called on a value known to be an array, with an empty object literal as the initial value, ${WAYS}. Each copy gains one property, whose key is known to be a string or number. \`Object.fromEntries\` defines properties as the literal does, including a property named \`__proto__\`.`,
    seenIn: ['fluent-json-schema 5.0.0, src/utils.js and src/ObjectSchema.js'],
  },
  (scene) =>
    scene.bindings.isBuiltin('Object')
      ? collectings(scene).flatMap((collecting) => entries(collecting, scene))
      : [],
);

function entries(collecting: Collecting, scene: AnalysisContext): readonly CodemodMatch[] {
  const pairs = collecting.results.map(({ added }) => (added === null ? null : pairOf(added)));
  const isNamed = pairs.every(
    (pair, index) =>
      collecting.results[index]?.added === null || (pair !== null && isName(pair.key, scene)),
  );
  if (!isNamed) return [];
  // Neither holes nor paths that add nothing produce an entry. Their absence is not assumed, since
  // skipping them costs next to nothing.
  const shown = scene.shapes.of(collecting.call.receiver);
  const isDense = shown?.kind === 'array' && shown.isDense;
  const isOneEach = isDense && pairs.every((pair) => pair !== null);
  const [open, close] = isOneEach ? ['[', ']'] : ['[[', ']]'];
  return [
    createMatch(collecting.call.call, [
      insertText(spanOf(collecting.call.call).start, 'Object.fromEntries('),
      ...asMethod(collecting, isOneEach ? 'map' : 'flatMap'),
      ...collecting.results.flatMap(({ node }, index) => {
        const pair = pairs[index] ?? null;
        if (pair === null) return [replaceNode(node, '[]')];
        return [
          { start: spanOf(node).start, end: spanOf(pair.key).start, text: open },
          { start: spanOf(pair.key).end, end: spanOf(pair.value).start, text: ', ' },
          { start: spanOf(pair.value).end, end: spanOf(node).end, text: close },
        ];
      }),
    ]),
  ];
}

/** Returns the parts of `[key]: value` where it is the only property after the copy. */
function pairOf(added: readonly SgNode[]): { key: SgNode; value: SgNode } | null {
  const [pair, ...others] = added;
  const name = pair?.field('key') ?? null;
  const value = pair?.field('value') ?? null;
  if (others.length > 0 || name === null || value === null || isNamedByKey(value)) return null;
  const key = kindOf(name) === 'computed_property_name' ? name.child(1) : null;
  return key === null ? null : { key, value };
}

function isName(node: SgNode, { shapes }: AnalysisContext): boolean {
  return shapes.isString(node) || shapes.isNumber(node);
}
