import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  isCondition,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  operatorOf,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { annotateType, appendFunction, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { findArrowBody, isPureExpression } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** True for an array filter without side effects, so fewer predicate calls go unnoticed. */
function isQuietFilter({ receiver, given }: MethodCall, scene: AnalysisContext): boolean {
  const list = scene.shapes.arrayOf(receiver);
  const body = findArrowBody(given[0], 2);
  return list !== null && given.length === 1 && body !== null && isPureExpression(body, scene);
}

const PREDICATE =
  'The predicate is an arrow function that only compares and reads properties known to exist, so it cannot throw and has no side effects';

export const filterFirst: Codemod = createTypeAwareCodemod(
  {
    id: 'filter-first',
    title: 'Stop at the first match',
    preconditions: `\`filter(…)[0]\` is used on a value known to be an array without holes. ${PREDICATE}.`,
    seenIn: [
      'sebastiansinsin/NS-offline-Sqlite, src/app/item/item.service.ts',
      'susana-lima/store-client-1, src/app/services/item.service.ts',
    ],
  },
  (scene) =>
    methodCalls(scene.root, 'filter').flatMap((filter) => {
      const parent = filter.call.parent();
      if (parent === null || kindOf(parent) !== 'subscript_expression') return [];
      const above = parent.parent();
      const isCalled = above?.field('function')?.id() === parent.id();
      if (parent.field('index')?.text() !== '0' || isCalled || isTarget(parent, above)) return [];
      const list = scene.shapes.arrayOf(filter.receiver);
      if (list?.isDense !== true || !isQuietFilter(filter, scene)) return [];
      const text = `${filter.receiver.text()}.find(${filter.given[0]?.text()})`;
      return [createMatch(parent, [replaceNode(parent, text)])];
    }),
);

const SOME = new Set(['> 0', '!== 0', '!= 0', '>= 1']);
const NONE = new Set(['=== 0', '== 0', '< 1', '<= 0']);

export const filterLength: Codemod = createTypeAwareCodemod(
  {
    id: 'filter-length-to-some',
    title: 'Test whether any element matches without collecting the matches',
    preconditions: `The length of a \`filter()\` result is only compared with zero or used as a condition; the receiver is known to be an array. ${PREDICATE}.`,
    seenIn: ['playwright-core 1.65.1, lib/utilsBundle.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'filter').flatMap((filter) => {
      const length = filter.call.parent();
      if (length === null || length.field('property')?.text() !== 'length') return [];
      const whole = comparisonOf(length);
      if (whole === null || !isQuietFilter(filter, scene)) return [];
      const some = `${filter.receiver.text()}.some(${filter.given[0]?.text()})`;
      return [createMatch(whole.node, [replaceNode(whole.node, `${whole.not}${some}`)])];
    }),
);

function comparisonOf(length: SgNode): { node: SgNode; not: string } | null {
  if (isCondition(length)) return { node: length, not: '' };
  const parent = length.parent();
  if (parent === null || kindOf(parent) !== 'binary_expression') return null;
  if (parent.field('left')?.id() !== length.id()) return null;
  const said = `${operatorOf(parent)} ${parent.field('right')?.text()}`;
  if (SOME.has(said)) return { node: parent, not: '' };
  return NONE.has(said) ? { node: parent, not: '!' } : null;
}

/** The list that is copied: `[...list]`, `list.slice()`. */
function copiedBy(node: SgNode): SgNode | null {
  const inner = bare(node);
  if (kindOf(inner) === 'array') {
    const [only, ...others] = inner.namedChildren();
    const isSpread = only !== undefined && kindOf(only) === 'spread_element';
    return isSpread && others.length === 0 ? only.child(1) : null;
  }
  const call = methodCallOf(inner);
  const isCopy =
    call?.method === 'slice' && (call.given.length === 0 || call.given[0]?.text() === '0');
  return isCopy && call.given.length <= 1 ? call.receiver : null;
}

/** `list.at(-1)` and `[0]`, read only. */
function endOf(node: SgNode): { whole: SgNode; end: 'first' | 'last' } | null {
  const parent = node.parent();
  if (parent === null) return null;
  if (kindOf(parent) === 'subscript_expression' && parent.field('object')?.id() === node.id()) {
    const above = parent.parent();
    const isUsed = above?.field('function')?.id() === parent.id() || isTarget(parent, above);
    return parent.field('index')?.text() === '0' && !isUsed
      ? { whole: parent, end: 'first' }
      : null;
  }
  const call = parent.parent();
  const method = call === null ? null : methodCallOf(call);
  if (method === null || method.receiver.id() !== node.id() || call === null) return null;
  const [place] = method.given;
  if (method.method === 'at' && place?.text() === '-1') return { whole: call, end: 'last' };
  if (method.method === 'pop' && place === undefined) return { whole: call, end: 'last' };
  return method.method === 'shift' && place === undefined ? { whole: call, end: 'first' } : null;
}

function isTarget(node: SgNode, above: SgNode | null): boolean {
  const isAssigned = above?.field('left')?.id() === node.id();
  return isAssigned || /^(?:update|unary)_expression$/u.test(above === null ? '' : kindOf(above));
}

export const sortForExtreme: Codemod = createTypeAwareCodemod(
  {
    id: 'sort-for-extreme',
    title: 'Find the minimum or maximum without sorting',
    preconditions:
      'The first or last element of a sorted copy of a value known to be an array of numbers (with `(a, b) => a - b` or the reverse) or of strings (without a comparator). If a number is NaN, the copy is sorted as before.',
    seenIn: ['Razirasheed03/Mind-Loops, MinimumFind.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'sort', 'toSorted').flatMap((sort) => {
      const found = endOf(sort.call);
      const list = sort.method === 'sort' ? copiedBy(sort.receiver) : sort.receiver;
      const shape = list === null ? null : scene.shapes.arrayOf(list);
      const order = orderOf(sort.given, shape?.element?.kind ?? '');
      if (found === null || list === null || shape?.isDense !== true || order === null) return [];
      const isLeast = (found.end === 'first') === (order !== 'falling');
      const name = scene.bindings.freshName(isLeast ? 'leastOf' : 'greatestOf');
      const element = shape.element?.kind ?? '';
      const types = {
        list: annotateType(scene.source, `: readonly ${element}[]`),
        value: annotateType(scene.source, `: ${element} | undefined`),
      };
      const comparator = sort.given[0]?.text() ?? '';
      const helper = extremeFunction(name, {
        types,
        isLeast,
        isLast: found.end === 'last',
        comparator,
      });
      return [
        createMatch(found.whole, [
          replaceNode(found.whole, `${name}(${list.text()})`),
          appendFunction(scene.source, helper),
        ]),
      ];
    }),
);

function orderOf(given: readonly SgNode[], element: string): 'rising' | 'falling' | null {
  if (element === 'string') return given.length === 0 ? 'rising' : null;
  if (element !== 'number' || given.length !== 1) return null;
  const found = /^\((\w+), (\w+)\) => (\w+) - (\w+)$/u.exec(given[0]?.text() ?? '');
  const [, a, b, left, right] = found ?? [];
  if (a === undefined || a === b) return null;
  if (left === a && right === b) return 'rising';
  return left === b && right === a ? 'falling' : null;
}

function extremeFunction(
  name: string,
  said: {
    readonly types: { readonly list: string; readonly value: string };
    readonly isLeast: boolean;
    readonly isLast: boolean;
    /** Comparator passed to `sort`; empty for strings, none of which is NaN. */
    readonly comparator: string;
  },
): string {
  // A sort is stable: equal values, such as 0 and -0, keep their order.
  const operator = `${said.isLeast ? '<' : '>'}${said.isLast ? '=' : ''}`;
  const sorted = `{
      const sorted = [...list];
      sorted.sort(${said.comparator});
      return sorted[${said.isLast ? 'sorted.length - 1' : '0'}];
    }`;
  const whereNaN = said.comparator === '' ? '' : `\n    if (Number.isNaN(one)) ${sorted}`;
  return `function ${name}(list${said.types.list})${said.types.value} {
  let found = list[0];
  for (const one of list) {${whereNaN}
    if (found === undefined || one ${operator} found) found = one;
  }
  return found;
}`;
}

export const lastWithoutCopy: Codemod = createTypeAwareCodemod(
  {
    id: 'last-without-copy',
    title: 'Read the last element without copying the array',
    preconditions:
      'The code only reads `slice(-1)[0]`, or `[0]` of a reversed copy, and never assigns to it. The receiver is known to be an array or a string.',
    seenIn: ['commander 15.1.0, lib/command.js', 'istanbul-lib-report 3.0.1, lib/path.js'],
  },
  ({ root, shapes }) =>
    methodCalls(root, 'slice', 'reverse', 'toReversed').flatMap(
      ({ call, receiver, method, given }) => {
        const found = endOf(call);
        const list =
          method === 'slice' ? receiver : method === 'reverse' ? copiedBy(receiver) : receiver;
        const isEnd = method === 'slice' ? given.length === 1 && given[0]?.text() === '-1' : true;
        if (found === null || list === null || !isEnd) return [];
        if (method !== 'slice' && (given.length > 0 || found.end !== 'first')) return [];
        if (shapes.arrayOf(list) === null || kindOf(list) !== 'identifier') return [];
        return [
          createMatch(found.whole, [
            replaceNode(found.whole, `${list.text()}[${list.text()}.length - 1]`),
          ]),
        ];
      },
    ),
);
