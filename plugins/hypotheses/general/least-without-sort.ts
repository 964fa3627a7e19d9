import type { SgNode } from '@ast-grep/napi';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { sortForExtreme } from '../codemods/picking.ts';
import { type HelperFunction, needHelper } from '../io/helper-functions.ts';
import { FIRST_IN_ORDER, LAST_IN_ORDER } from '../io/in-order.ts';
import { matchAt, replace } from '../syntax/edits.ts';
import {
  bare,
  kindOf,
  lineOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
} from '../syntax/nodes.ts';
import { type Scene, sceneCodemod } from '../syntax/scene.ts';

export const leastWithoutSort: Codemod = sceneCodemod(
  {
    id: 'least-without-sort',
    title: 'Look for the first or last in order without a sort',
    evidence: 'checked',
    preconditions:
      'The first or last of a list that is sorted by a comparator: `[0]`, `.at(0)`, `.shift()`, `.at(-1)`, `.pop()`. What is sorted is a copy that nobody else holds (a spread, `slice`, `filter`, `map`, `concat`, `Array.from`, `Object.keys` and the like), or `toSorted` makes it. Of equals the one that the sort would put there is taken, and undefined stands last.',
    seenIn: ['Razirasheed03/Mind-Loops, MinimumFind.js', 'snovakovic/js-flock: src/sort.js'],
    conflictsWith: ['sort-for-extreme'],
  },
  (scene) => {
    const proven = new Set(sortForExtreme.find(scene.source).map(({ line }) => line));
    return methodCalls(scene.root, 'sort', 'toSorted').flatMap((call) =>
      proven.has(lineOf(call.call)) ? [] : changeOf(call, scene),
    );
  },
);

function changeOf(sort: MethodCall, scene: Scene): readonly CodemodMatch[] {
  const [compare, ...others] = sort.given;
  if (compare === undefined || others.length > 0) return [];
  const list = sortedList(sort);
  const taken = takenFrom(sort.call);
  const helper = taken === null ? null : needHelper(scene.source, taken.helper);
  if (list === null || taken === null || helper === null) return [];
  const text = `${taken.helper.name}(${list.text()}, ${compare.text()})`;
  return [
    {
      ...matchAt(sort.call, [replace(taken.whole, text), ...helper]),
      assumes: [
        `The comparator \`${compare.text().replace(/\s+/gu, ' ')}\` orders what it compares, and nothing notices how often it is called.`,
      ],
    },
  ];
}

const COPYING = /^(?:slice|filter|map|flatMap|flat|concat|toReversed|toSpliced|split)$/u;
const STATIC = /^(?:Object\.(?:keys|values|entries)|Array\.(?:from|of))$/u;

/** What is sorted, where nobody else can see that it is; without a plain copy around it. null: somebody might. */
function sortedList({ receiver, method }: MethodCall): SgNode | null {
  if (method === 'toSorted') return receiver;
  const list = bare(receiver);
  if (kindOf(list) === 'array') {
    const [only, ...others] = list.namedChildren();
    const isCopy = only !== undefined && others.length === 0 && kindOf(only) === 'spread_element';
    return isCopy ? (only.child(1) ?? list) : list;
  }
  const call = methodCallOf(list);
  if (call === null) return null;
  if (call.method === 'slice' && call.given.length === 0) return call.receiver;
  if (STATIC.test(`${call.receiver.text()}.${call.method}`)) return list;
  return COPYING.test(call.method) ? list : null;
}

/** The expression around a sort that takes one end of it, and what finds that end. */
function takenFrom(
  sort: SgNode,
): { readonly whole: SgNode; readonly helper: HelperFunction } | null {
  const parent = sort.parent();
  if (parent === null) return null;
  if (kindOf(parent) === 'subscript_expression') {
    const isFirst =
      parent.field('object')?.id() === sort.id() && parent.field('index')?.text() === '0';
    return isFirst && isRead(parent) ? { whole: parent, helper: FIRST_IN_ORDER } : null;
  }
  const call = parent.parent();
  const method = call === null ? null : methodCallOf(call);
  if (method === null || method.receiver.id() !== sort.id()) return null;
  const asked = `${method.method}(${method.given.map((one) => one.text()).join(', ')})`;
  if (asked === 'at(0)' || asked === 'shift()')
    return { whole: method.call, helper: FIRST_IN_ORDER };
  return asked === 'at(-1)' || asked === 'pop()'
    ? { whole: method.call, helper: LAST_IN_ORDER }
    : null;
}

function isRead(element: SgNode): boolean {
  const kind = kindOf(element.parent() ?? element);
  return (
    !/^(?:update_expression|assignment_expression|augmented_assignment_expression)$/u.test(kind) ||
    element.parent()?.field('right')?.id() === element.id()
  );
}
