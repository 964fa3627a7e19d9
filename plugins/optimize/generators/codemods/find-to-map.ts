import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  isInside,
  kindOf,
  methodCalls,
  nodesOf,
  operatorOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { annotateType, createMatch, declareBefore, replaceNode } from '../syntax/codemod-edits.ts';
import { findEnclosingRepetition } from '../syntax/find-enclosing-loop-or-array-callback.ts';
import { hasOnlyLocalEffects, isReadOnlyParameter } from '../syntax/has-only-local-effects.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { findArrowBody, isPureExpression, isUnsharedList } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Search by a key inside of a loop to a Map that is made once: nested loops to a hash. */
export const findToMap: Codemod = createTypeAwareCodemod(
  {
    id: 'find-to-map',
    title: 'Look up by key in a Map instead of searching for each element',
    complexity: 'Medium',
    preconditions:
      '`find` with `(one) => one.key === sought` in a loop or in a list callback. The list is a parameter or `const` that is only read, the type of its elements has the key as a string or number, the sought value cannot throw, and the loop changes only variables, and lists, Sets and Maps that its function created, and awaits nothing. As before, the first of equal keys is found and NaN is not.',
    seenIn: ['mate-academy/react_redux-list-of-todos, src/GetTodosWithUsers.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'find').flatMap((call) => {
      const list = bare(call.receiver);
      const binding = kindOf(list) === 'identifier' ? scene.bindings.of(list) : null;
      const sought = soughtBy(call.given[0], scene);
      const shape = scene.shapes.arrayOf(list);
      if (binding === null || sought === null || shape?.isDense !== true) return [];
      const key = shape.element?.kind === 'object' ? shape.element.fields.get(sought.key) : null;
      if (key?.kind !== 'string' && key?.kind !== 'number') return [];
      const statement = findEnclosingRepetition(call.call, scene);
      const isVisible = statement !== null && isInside(spanOf(statement), binding.scope);
      if (!isVisible || spanOf(binding.node).end > spanOf(statement).start) return [];
      if (!(isUnsharedList(binding, scene) || isReadOnlyParameter(binding, scene))) return [];
      if (!hasOnlyLocalEffects(statement, scene)) return [];
      if (!scene.bindings.isBuiltin('Map') || !scene.bindings.isBuiltin('Number')) return [];
      const name = scene.bindings.freshName(`${binding.name}By${capital(sought.key)}`);
      const pair = `[one.${sought.key}, one]${annotateType(scene.source, ' as const')}`;
      const known =
        key.kind === 'number' ? `.filter((one) => !Number.isNaN(one.${sought.key}))` : '';
      const declared = `const ${name} = new Map([...${list.text()}].reverse()${known}.map((one) => ${pair}));`;
      return [
        createMatch(call.call, [
          declareBefore(scene.source, statement, declared),
          replaceNode(call.call, `${name}.get(${sought.value.text()})`),
        ]),
      ];
    }),
);

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Returns operands of `one.key === value`, in any order, if the value ignores the element. */
function soughtBy(
  callback: SgNode | undefined,
  scene: AnalysisContext,
): { key: string; value: SgNode } | null {
  const body = findArrowBody(callback, 1);
  if (callback === undefined || body === null || kindOf(bare(body)) !== 'binary_expression')
    return null;
  const [parameter] = listParameters(callback);
  const [left, right] = [bare(body).field('left'), bare(body).field('right')];
  if (parameter === undefined || left === null || right === null) return null;
  if (operatorOf(bare(body)) !== '===') return null;
  for (const [member, value] of [
    [left, right],
    [right, left],
  ] as const) {
    const key = member.field('property')?.text();
    const isKey = key !== undefined && member.text() === `${parameter.text()}.${key}`;
    const isFree = nodesOf(value, 'identifier').every((name) => name.text() !== parameter.text());
    if (isKey && isFree && isPureExpression(value, scene)) return { key, value };
  }
  return null;
}
