import { bare, isInside, kindOf, methodCalls, spanOf } from '../../../analysis/index.ts';
import { capitalize } from '../checked/repeatedly-searched-array.ts';
import type { Codemod } from '../codemod.ts';
import { parseKeySearch } from '../general/array-search-by-key-callback.ts';
import { annotateType, createMatch, declareBefore, replaceNode } from '../syntax/codemod-edits.ts';
import { findEnclosingRepetition } from '../syntax/find-enclosing-loop-or-array-callback.ts';
import { hasOnlyLocalEffects, isReadOnlyParameter } from '../syntax/has-only-local-effects.ts';
import { isPureExpression, isUnsharedList } from '../syntax/pure-expression.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

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
      const search = parseKeySearch(call.given[0], (node) => isPureExpression(node, scene));
      const type = scene.types.of(list);
      if (binding === null || search?.rest !== null || type?.kind !== 'array') return [];
      const field = search.key.slice(1);
      const key = type.element?.kind === 'object' ? type.element.fields.get(field) : null;
      if (key?.kind !== 'string' && key?.kind !== 'number') return [];
      const statement = findEnclosingRepetition(call.call, scene);
      const isVisible = statement !== null && isInside(spanOf(statement), binding.scope);
      if (!isVisible || spanOf(binding.node).end > spanOf(statement).start) return [];
      if (!(isUnsharedList(binding, scene) || isReadOnlyParameter(binding, scene))) return [];
      if (!hasOnlyLocalEffects(statement, scene)) return [];
      if (!scene.bindings.isBuiltin('Map') || !scene.bindings.isBuiltin('Number')) return [];
      const name = scene.bindings.freshName(`${binding.name}By${capitalize(field)}`);
      const pair = `[one.${field}, one]${annotateType(scene.source, ' as const')}`;
      const known = key.kind === 'number' ? `.filter((one) => !Number.isNaN(one.${field}))` : '';
      const declared = `const ${name} = new Map([...${list.text()}].reverse()${known}.map((one) => ${pair}));`;
      return [
        createMatch(call.call, [
          declareBefore(scene.source, statement, declared),
          replaceNode(call.call, `${name}.get(${search.sought.text()})`),
        ]),
      ];
    }),
);
