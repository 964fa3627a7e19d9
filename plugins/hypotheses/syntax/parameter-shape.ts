import type { SgNode } from '@ast-grep/napi';
import { kindOf, methodCallOf } from './nodes.ts';
import type { Next, Shape } from './shape.ts';

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

/** What the parameter of a callback is, by the array whose method calls it. */
export function parameterShape(name: SgNode, declaration: SgNode, next: Next): Shape | null {
  const isAlone = kindOf(declaration) === 'arrow_function';
  const callback = isAlone ? declaration : declaration.parent()?.parent();
  const list = callback?.parent();
  const call = list?.parent();
  if (callback == null || list == null || call == null) return null;
  if (!/^(?:arrow_function|function_expression)$/u.test(kindOf(callback))) return null;
  const found = methodCallOf(call);
  if (found === null || found.given[0]?.id() !== callback.id()) return null;
  const owner = next(found.receiver);
  if (owner?.kind !== 'array') return null;
  const place = isAlone ? 0 : placeAmong(declaration);
  const elements = ELEMENTS[found.method] ?? [];
  const visitsHoles = /^find/u.test(found.method);
  if (elements.includes(place)) return visitsHoles && !owner.isDense ? null : owner.element;
  const index = found.method === 'reduce' ? 2 : 1;
  const hasIndex = elements.length === 1 && place === index;
  return hasIndex && name.id() !== callback.id() ? { kind: 'number' } : null;
}

function placeAmong(declaration: SgNode): number {
  const all = declaration.parent()?.namedChildren() ?? [];
  return all
    .filter((one) => kindOf(one) !== 'comment')
    .findIndex((one) => one.id() === declaration.id());
}
