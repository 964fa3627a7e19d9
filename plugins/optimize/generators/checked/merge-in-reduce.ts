import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  functionAround,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  nodesOf,
  operatorOf,
  partsOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodEdit, CodemodMatch } from '../codemod.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { createFunctionAdder, type FunctionAdder } from './insert-shared-declaration.ts';

/** Return value of a `reduce` callback: the unchanged accumulator, or its copy with additions. */
interface Given {
  readonly node: SgNode;
  /** Way in which the copy is made; null if it is no copy. */
  readonly copies: 'literal' | 'assign' | null;
  /** Text of an object with the properties after the copy. */
  readonly more: string;
}

export const mutateAccumulator: Codemod = createTypeAwareCodemod(
  {
    id: 'merge-in-reduce',
    title: 'Add to one object instead of copying it for each element',
    evidence: 'guarded',
    conflictsWith: ['collect-entries', 'reduce-spread-object'],
    preconditions:
      '`reduce` on a value known to be an array, starting from an empty object literal, with a function that returns on every path the accumulator, or a copy of the accumulator with added properties: `{ ...collected, … }` or `Object.assign({}, collected, …)`. The function uses the accumulator for nothing else, so no other code has seen the earlier objects. Objects with an own property named `__proto__`, which a literal defines and `Object.assign` sets, are handled as before.',
    seenIn: ['@fastify/swagger 9.4.0, lib/util/resolve-local-ref.js'],
  },
  (scene) => {
    if (!scene.bindings.isBuiltin('Object')) return [];
    const makers: Makers = {
      literal: createFunctionAdder(scene, 'addedTo', (name) => literalFunction(name, scene)),
      assign: createFunctionAdder(scene, 'assignedTo', (name) => assignFunction(name, scene)),
    };
    return methodCalls(scene.root, 'reduce').flatMap((call) => merged(call, makers, scene));
  },
);

type Makers = Readonly<Record<'literal' | 'assign', FunctionAdder>>;

function merged(call: MethodCall, makers: Makers, scene: AnalysisContext): readonly CodemodMatch[] {
  const [callback, initial, ...more] = call.given;
  if (callback === undefined || initial === undefined || more.length > 0) return [];
  if (kindOf(bare(initial)) !== 'object' || !/^\{\s*\}$/u.test(bare(initial).text())) return [];
  if (scene.shapes.arrayOf(call.receiver) === null || !isPlain(callback)) return [];
  const [collected, ...rest] = listParameters(callback);
  // The third callback parameter is the array itself, which does no harm.
  if (collected === undefined || kindOf(collected) !== 'identifier' || rest.length > 3) return [];
  const given = valuesOf(callback).map((value) => givenBy(value, collected.text()));
  const all = given.filter((result) => result !== null);
  const uses = scene.bindings.of(collected)?.references ?? [];
  const others = uses.filter((use) => !isLookedInto(use, callback));
  if (all.length < given.length || others.length !== all.length || all.every(isSame)) return [];
  // The codemods of `reduce` make entries of these, which takes less.
  if (others.length === uses.length && all.every(isEntry)) return [];
  const edits = all.flatMap(({ node, copies, more: added }): readonly CodemodEdit[] => {
    if (copies === null) return [];
    const maker = makers[copies].add();
    const text = `${maker.name}(${collected.text()}, ${added})`;
    const isBody = node.id() === callback.field('body')?.id();
    const wrapped = isBody ? node : outer(node);
    return [replaceNode(wrapped, text), ...maker.edits];
  });
  return [createMatch(call.call, once(edits))];
}

/** True for `collected[key]`, `collected.key` or `key in collected`, read within the callback. */
function isLookedInto(use: SgNode, callback: SgNode): boolean {
  const parent = use.parent();
  const above = parent?.parent();
  if (parent === null || above == null || functionAround(use)?.id() !== callback.id()) return false;
  if (kindOf(parent) === 'binary_expression') {
    return operatorOf(parent) === 'in' && parent.field('right')?.id() === use.id();
  }
  if (!/^(?:member|subscript)_expression$/u.test(kindOf(parent))) return false;
  const isObject = parent.field('object')?.id() === use.id();
  const isCalled =
    kindOf(above) === 'call_expression' && above.field('function')?.id() === parent.id();
  const isKept =
    /^(?:arguments|binary_expression|ternary_expression|variable_declarator|parenthesized_expression|return_statement|spread_element|pair|if_statement)$/u;
  return isObject && !isCalled && isKept.test(kindOf(above));
}

/** True where the accumulator is returned as it is or with one computed property added. */
function isEntry({ copies, more }: Given): boolean {
  return copies === null || (copies === 'literal' && /^\{ \[[\w$.]+\]: [^,]*\}$/u.test(more));
}

function isSame({ copies }: Given): boolean {
  return copies === null;
}

function once(edits: readonly CodemodEdit[]): readonly CodemodEdit[] {
  return [...new Map(edits.map((edit) => [`${edit.start} ${edit.text}`, edit])).values()];
}

/** Without the brackets that a literal needs behind an arrow. */
function outer(node: SgNode): SgNode {
  const parent = node.parent();
  return parent !== null && kindOf(parent) === 'parenthesized_expression' ? parent : node;
}

/** True for a nameless function, neither async nor a generator, that does not use `arguments`. */
function isPlain(callback: SgNode): boolean {
  if (!/^(?:arrow_function|function_expression)$/u.test(kindOf(callback))) return false;
  const isOther = callback.children().some((child) => /^(?:async|\*)$/u.test(child.text()));
  const usesAll = nodesOf(callback, 'identifier').some((node) => node.text() === 'arguments');
  return !isOther && !usesAll && callback.field('name') === null;
}

/** Returns a function's possible return values; null stands for a bare `return` or its end. */
function valuesOf(callback: SgNode): readonly (SgNode | null)[] {
  const body = callback.field('body');
  if (body === null) return [null];
  if (kindOf(body) !== 'statement_block') return waysOf(body);
  const last = body.namedChildren().findLast((namedChild) => kindOf(namedChild) !== 'comment');
  if (last === undefined || !/^(?:return|throw)_statement$/u.test(kindOf(last))) return [null];
  return nodesOf(body, 'return_statement')
    .filter((node) => functionAround(node)?.id() === callback.id())
    .flatMap((node) => waysOf(node.namedChildren().find((child) => kindOf(child) !== 'comment')));
}

function waysOf(node: SgNode | null | undefined): readonly (SgNode | null)[] {
  if (node == null) return [null];
  const inner = kindOf(node) === 'parenthesized_expression' ? bare(node) : node;
  if (kindOf(inner) !== 'ternary_expression') return [inner];
  return [inner.field('consequence'), inner.field('alternative')].flatMap(waysOf);
}

function givenBy(node: SgNode | null, collected: string): Given | null {
  if (node === null) return null;
  const same = { node, copies: null, more: '' } as const;
  if (kindOf(node) === 'identifier') return node.text() === collected ? same : null;
  return kindOf(node) === 'object' ? ofLiteral(node, collected) : ofAssign(node, collected);
}

function ofLiteral(node: SgNode, collected: string): Given | null {
  const [copy, ...added] = partsOf(node);
  const [first] = added;
  if (copy?.text() !== `...${collected}` || first === undefined) return null;
  // A method of a literal has it as its home; `__proto__: x` is no property.
  if (added.some((part) => kindOf(part) === 'method_definition' || isProto(part))) return null;
  const isOneSpread = added.length === 1 && kindOf(first) === 'spread_element';
  const parts = added.map((part) => part.text());
  const more = isOneSpread ? (first.child(1)?.text() ?? '') : `{ ${parts.join(', ')} }`;
  return { node, copies: 'literal', more };
}

function isProto(pair: SgNode): boolean {
  return /__proto__/u.test(pair.field('key')?.text() ?? '');
}

function ofAssign(node: SgNode, collected: string): Given | null {
  const call = methodCallOf(node);
  if (call?.method !== 'assign' || call.receiver.text() !== 'Object') return null;
  const [empty, copy, more, ...others] = argumentsOf(node);
  if (empty === undefined || kindOf(empty) !== 'object' || empty.namedChildren().length > 0)
    return null;
  if (copy?.text() !== collected || more === undefined || others.length > 0) return null;
  return kindOf(more) === 'spread_element' ? null : { node, copies: 'assign', more: more.text() };
}

function literalFunction(name: string, scene: AnalysisContext): string {
  return merging(name, { copy: '{ ...collected, ...more }', also: '' }, scene);
}

function assignFunction(name: string, scene: AnalysisContext): string {
  // The copy of the next iteration loses what `__proto__` of this one has set.
  const also = ' || Object.getPrototypeOf(collected) !== Object.prototype';
  return merging(name, { copy: 'Object.assign({}, collected, more)', also }, scene);
}

function merging(
  name: string,
  { copy, also }: { readonly copy: string; readonly also: string },
  { source }: AnalysisContext,
): string {
  const t = (annotation: string) => annotateType(source, annotation);
  return `/** An object that nobody else has, with more in it; where \`__proto__\` is among that, a copy. */
function ${name}${t('<C extends object, M>')}(collected${t(': C')}, more${t(': M')})${t(': C & M')} {
  const hasProto = more != null && Object.prototype.hasOwnProperty.call(more, '__proto__');
  return hasProto${also} ? ${copy} : Object.assign(collected, more);
}`;
}
