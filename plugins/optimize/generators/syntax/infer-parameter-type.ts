import type { SgNode } from '@ast-grep/napi';
import { kindOf, methodCallOf, usesArguments } from '../../../analysis/index.ts';
import type { TypeFile } from '../codemod.ts';
import type { ArgumentTypeLookup } from './argument-type-lookup.ts';
import { convertDeclaredType } from './convert-declared-type.ts';
import type { InferredType, TypeResolver } from './inferred-type.ts';
import { readParameterType } from './jsdoc-types.ts';

/** Methods of arrays by which of their callback's parameters are elements. */
const ELEMENTS: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(
    ['map', 'filter', 'find', 'findIndex', 'findLast', 'some', 'every', 'forEach', 'flatMap'].map(
      (name) => [name, [0]],
    ),
  ),
  sort: [0, 1],
  toSorted: [0, 1],
  reduce: [1],
};

/** A parameter, or the pattern that takes it apart, in its function. */
interface Place {
  readonly name: SgNode;
  readonly owner: SgNode;
  /** From 0. */
  readonly place: number;
}

/**
 * Infers the type of a parameter without annotation: from JSDoc, from the array whose method calls
 * the function back, or from all calls of the function.
 */
export function inferParameterType(
  { name, declaration }: { readonly name: SgNode; readonly declaration: SgNode },
  {
    file,
    given,
    next,
  }: { readonly file: TypeFile; readonly given: ArgumentTypeLookup; readonly next: TypeResolver },
): InferredType | null {
  const isAlone = kindOf(declaration) === 'arrow_function';
  const owner = isAlone ? declaration : declaration.parent()?.parent();
  if (owner == null || usesArguments(owner)) return null;
  const names = namesIn(owner);
  const place = isAlone ? 0 : names.findIndex((name) => name.id() === declaration.id());
  const isRest = kindOf(name) === 'rest_pattern';
  const documented = readParameterType(owner, {
    name: kindOf(name) === 'identifier' ? name.text() : null,
    place,
    isRest,
    others: names.map((parameter) => (isAlone ? name : parameter).text()),
  });
  if (documented !== null) return convertDeclaredType(file, documented);
  // A named function expression may call itself.
  const isExpression = /^(?:function_expression|generator_function)$/u.test(kindOf(owner));
  const isNamed = isExpression && owner.field('name') !== null;
  return isRest || isNamed
    ? null
    : (ofCallback({ name, owner, place }, next) ?? given(owner, place));
}

function ofCallback({ name, owner, place }: Place, next: TypeResolver): InferredType | null {
  const list = owner.parent();
  const call = list?.parent();
  if (list == null || call == null) return null;
  if (!/^(?:arrow_function|function_expression)$/u.test(kindOf(owner))) return null;
  const found = methodCallOf(call);
  if (found === null || found.given[0]?.id() !== owner.id()) return null;
  const receiver = next(found.receiver);
  if (receiver?.kind !== 'array') return null;
  const elements = Object.hasOwn(ELEMENTS, found.method) ? (ELEMENTS[found.method] ?? []) : [];
  const visitsHoles = /^find/u.test(found.method);
  if (elements.includes(place)) {
    return visitsHoles && !receiver.isDense ? null : receiver.element;
  }
  const index = found.method === 'reduce' ? 2 : 1;
  const hasIndex = elements.length === 1 && place === index;
  return hasIndex && name.id() !== owner.id() ? { kind: 'number' } : null;
}

/** Returns the declarations of a function's parameters, without TypeScript's `this`. */
function namesIn(owner: SgNode): readonly SgNode[] {
  const all = owner.field('parameters')?.namedChildren() ?? [owner];
  return all.filter(
    (parameter) => kindOf(parameter) !== 'comment' && !/^this\b/u.test(parameter.text()),
  );
}
