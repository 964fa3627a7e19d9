import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  isExported,
  kindOf,
  lineOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { sortForExtreme } from '../codemods/array-element-selection.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import { LARGEST_ELEMENT, SMALLEST_ELEMENT } from '../injected-functions/sorted-list-functions.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

export const findExtremeWithoutSort: Codemod = createTypeAwareCodemod(
  {
    id: 'least-without-sort',
    title: 'Find the first or last element in order without sorting',
    evidence: 'checked',
    preconditions:
      'Only the first or last element of an array sorted by a comparator is read, with `[0]`, `.at(0)`, `.shift()`, `.at(-1)` or `.pop()`. If a variable holds the sorted array, the element is read with `[0]`. The sorted array is a copy that nothing else references (a spread, `slice`, `filter`, `map`, `concat`, `Array.from`, `Object.keys` and the like), or the result of `toSorted`. Among equal elements, the result is the element that sorting would put in that position. undefined comes last.',
    seenIn: [
      'Alejandro-Fuste/algorithms-practice: strings/longest-word/Unsolved/longest-word.js',
      'hihellos/algo_playground: 07-02-longest-word/longest-word.js',
    ],
    conflictsWith: ['sort-for-extreme'],
  },
  (scene) => {
    const proven = new Set(sortForExtreme.find(scene.source).map(({ line }) => line));
    return methodCalls(scene.root, 'sort', 'toSorted').flatMap((call) =>
      proven.has(lineOf(call.call)) ? [] : changeOf(call, scene),
    );
  },
);

function changeOf(sort: MethodCall, scene: AnalysisContext): readonly CodemodMatch[] {
  const [compare, ...others] = sort.given;
  if (compare === undefined || others.length > 0) return [];
  const list = sortedList(sort, scene);
  const taken = takenFrom(sort.call) ?? takenByName(sort.call, scene);
  const helper = taken === null ? null : addHelperFunction(scene.source, taken.helper);
  if (list === null || taken === null || helper === null) return [];
  const text = `${taken.helper.name}(${list.text()}, ${compare.text()})`;
  const reads = (taken.reads ?? []).map(([whole, name]) => replaceNode(whole, name));
  return [
    {
      ...createMatch(sort.call, [replaceNode(taken.whole, text), ...reads, ...helper]),
      assumes: [
        `The comparator \`${compare.text().replace(/\s+/gu, ' ')}\` defines a consistent order, and nothing observes how often it is called.`,
      ],
    },
  ];
}

const COPYING = /^(?:slice|filter|map|flatMap|flat|concat|toReversed|toSpliced|split)$/u;
const STATIC = /^(?:Object\.(?:keys|values|entries)|Array\.(?:from|of))$/u;

/** Returns the sorted list, without a plain copy, if no other code sees the sort; else null. */
function sortedList(
  { receiver, method }: MethodCall,
  { bindings }: AnalysisContext,
): SgNode | null {
  if (method === 'toSorted') return receiver;
  const list = bare(receiver);
  if (kindOf(list) === 'array') {
    const [only, ...others] = list.namedChildren();
    const isCopy = only !== undefined && others.length === 0 && kindOf(only) === 'spread_element';
    return isCopy ? (only.child(1) ?? list) : list;
  }
  const of = kindOf(list) === 'identifier' ? bindings.of(list) : null;
  const value = of?.declaration.field('value');
  if (of !== null && value !== null && value !== undefined) {
    // A copy made here only to be sorted.
    const isOnly = of.references.length === 1 && of.writes.length === 0 && !of.isPart;
    return isOnly && isCopy(value) && functionAround(of.node)?.id() === functionAround(list)?.id()
      ? list
      : null;
  }
  const call = methodCallOf(list);
  if (call === null) return null;
  if (call.method === 'slice' && call.given.length === 0) return call.receiver;
  return isCopy(list) ? list : null;
}

/** A call that makes a list. */
function isCopy(list: SgNode): boolean {
  const call = methodCallOf(bare(list));
  if (call === null) return false;
  return STATIC.test(`${call.receiver.text()}.${call.method}`) || COPYING.test(call.method);
}

/** Expression that takes one end of a sorted list. */
interface Taken {
  readonly whole: SgNode;
  readonly helper: HelperFunction;
  /** Expressions that read the result, each with its replacement. */
  readonly reads?: readonly (readonly [SgNode, string])[];
}

/** Returns the expression taking a sorted list's first or last element, and the helper for it. */
function takenFrom(sort: SgNode): Taken | null {
  const parent = sort.parent();
  if (parent === null) return null;
  if (kindOf(parent) === 'subscript_expression') {
    const isFirst =
      parent.field('object')?.id() === sort.id() && parent.field('index')?.text() === '0';
    return isFirst && isRead(parent) ? { whole: parent, helper: SMALLEST_ELEMENT } : null;
  }
  const call = parent.parent();
  const method = call === null ? null : methodCallOf(call);
  if (method === null || method.receiver.id() !== sort.id()) return null;
  const asked = `${method.method}(${method.given.map((argument) => argument.text()).join(', ')})`;
  if (asked === 'at(0)' || asked === 'shift()')
    return { whole: method.call, helper: SMALLEST_ELEMENT };
  return asked === 'at(-1)' || asked === 'pop()'
    ? { whole: method.call, helper: LARGEST_ELEMENT }
    : null;
}

/** Handles a sorted list that is stored in a variable, of which only the first element is read. */
function takenByName(sort: SgNode, { bindings }: AnalysisContext): Taken | null {
  const declarator = sort.parent();
  const name = declarator?.field('name');
  const isValue = declarator !== null && kindOf(declarator) === 'variable_declarator';
  const of = isValue && name !== null && name !== undefined ? bindings.of(name) : null;
  if (of === null || of.isPart || of.writes.length > 0) return null;
  if (isExported(of.declaration) || of.references.length === 0) return null;
  if (declarator?.field('type') !== null) return null;
  const reads = of.references.map((use) => ({ use, taken: takenFrom(use) }));
  const isAlways = reads.every(
    ({ use, taken }) =>
      taken?.helper === SMALLEST_ELEMENT &&
      !/shift\(\)$/u.test(taken.whole.text()) &&
      kindOf(use) === 'identifier',
  );
  if (!isAlways) return null;
  return {
    whole: sort,
    helper: SMALLEST_ELEMENT,
    reads: reads.flatMap(({ use, taken }) =>
      taken === null ? [] : [[taken.whole, use.text()] as const],
    ),
  };
}

function isRead(element: SgNode): boolean {
  const kind = kindOf(element.parent() ?? element);
  return (
    !/^(?:update_expression|assignment_expression|augmented_assignment_expression)$/u.test(kind) ||
    element.parent()?.field('right')?.id() === element.id()
  );
}
