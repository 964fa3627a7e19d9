import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  kindOf,
  type MethodCall,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { SORTED_INSERT, UNORDERED_LISTS } from '../injected-functions/sorted-list-functions.ts';
import { createMatch, declareInModule } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { findRootObject, findWriteTargets } from './syntax-node-lookups.ts';

export const insertSorted: Codemod = createTypeAwareCodemod(
  {
    id: 'insert-in-order',
    title: 'Insert an element in order instead of sorting after each push',
    evidence: 'checked',
    preconditions:
      '`list.push(one);` is followed directly by `list.sort(compare);`, or by `this.sort();` if that method only sorts the array. The array is a variable in the file or a field of `this`, and starts with at most one element. Elsewhere, the file only reads the array, empties it or removes an element from it. Each `push` is followed by a sort with an identical comparator.',
    seenIn: [
      'jong-k/js-algorithms: 15-다익스트라/priorityQueue.js',
      'pinyada-sengate/javascript-data-structure: priority_queue_basic.js',
    ],
  },
  (scene) => nodesOf(scene.root, 'expression_statement').flatMap((node) => changeOf(node, scene)),
);

function changeOf(statement: SgNode, scene: AnalysisContext): readonly CodemodMatch[] {
  const pair = pairAt(statement);
  const helper = pair === null ? null : addHelperFunction(scene.source, SORTED_INSERT);
  if (pair === null || helper === null) return [];
  const { push, sort, compare } = pair;
  if (!isAlwaysInOrder(push.receiver, compare.text(), scene)) return [];
  const known = scene.source.text.includes(UNORDERED_LISTS);
  // The name of the added declaration must be unused.
  if (!known && !scene.bindings.isBuiltin('unorderedLists')) return [];
  const declared = known ? [] : [declareInModule(scene.source, UNORDERED_LISTS)];
  const pushedText = push.given[0]?.text() ?? '';
  const text = `${SORTED_INSERT.name}(${push.receiver.text()}, ${pushedText}, ${compare.text()});`;
  const end = spanOf(sort).end;
  return [
    {
      ...createMatch(statement, [
        { start: spanOf(statement).start, end, text },
        ...declared,
        ...helper,
      ]),
      assumes: [
        `The values that \`${compare.text().replace(/\s+/gu, ' ')}\` reads do not change while an element is in ${push.receiver.text()}, and no other code modifies that array.`,
      ],
    },
  ];
}

interface Pair {
  readonly push: MethodCall;
  /** The statement with the sort. */
  readonly sort: SgNode;
  readonly compare: SgNode;
}

/** Returns a `push` of one element and the sort that directly follows it. */
function pairAt(statement: SgNode): Pair | null {
  const push = callOf(statement);
  const next = statement.next();
  const sort = next === null ? null : sortAt(next);
  if (push?.method !== 'push' || sort?.method !== 'sort' || next === null) return null;
  const [compare, ...others] = sort.given;
  const [pushed, ...more] = push.given;
  if (compare === undefined || others.length + more.length > 0 || pushed === undefined) return null;
  const isPlain =
    kindOf(pushed) !== 'spread_element' && /^(?:this\.)?[\w$#]+$/u.test(push.receiver.text());
  return isPlain && push.receiver.text() === sort.receiver.text()
    ? { push, sort: next, compare }
    : null;
}

/** Returns the sort of `list.sort(compare);`, or of `this.sort();` if it does nothing else. */
function sortAt(statement: SgNode): MethodCall | null {
  const call = callOf(statement);
  if (call === null || kindOf(call.receiver) !== 'this' || call.given.length > 0) return call;
  const body = call.call.ancestors().find((ancestor) => kindOf(ancestor) === 'class_body');
  const method = body
    ?.namedChildren()
    .find((namedChild) => namedChild.field('name')?.text() === call.method);
  const statements = method?.field('body')?.namedChildren() ?? [];
  const [only, ...others] = statements;
  return only === undefined || others.length > 0 ? null : callOf(only);
}

function callOf(statement: SgNode): MethodCall | null {
  const only = statement.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment');
  return kindOf(statement) !== 'expression_statement' || only === undefined
    ? null
    : methodCallOf(only);
}

const READING =
  /^(?:length|map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|includes|indexOf|at|slice|concat|join|entries|values|keys|toSorted|toReversed|shift|pop)$/u;

/** True if every other use of the list in the file keeps it sorted. */
function isAlwaysInOrder(list: SgNode, compare: string, scene: AnalysisContext): boolean {
  const name = list.text();
  const isField = name.startsWith('this.');
  const binding = isField ? null : scene.bindings.of(list);
  if (!isField && binding?.kind !== 'const' && binding?.kind !== 'let' && binding?.kind !== 'var')
    return false;
  const start = binding?.declaration.field('value');
  if (binding !== null && (start === null || start === undefined || !isShort(start))) return false;
  const uses = isField
    ? nodesOf(scene.root, 'member_expression').filter((node) => node.text() === name)
    : (binding?.references ?? []);
  const isKept = uses.every((use) => isKeeping(use, compare));
  const isUntouched = findWriteTargets(scene.root).every((target) => {
    const base = findRootObject(target);
    const isPart = base !== null && target.text() !== name && target.text().startsWith(`${name}[`);
    return !isPart || target.text().startsWith(`${name}.`);
  });
  return (
    isKept && isUntouched && (!isField || hasShortField(scene.root, name.slice('this.'.length)))
  );
}

/** True for an array literal with at most one element. */
function isShort(value: SgNode): boolean {
  const inner = bare(value);
  return (
    kindOf(inner) === 'array' && inner.namedChildren().length <= 1 && !inner.text().includes('...')
  );
}

/** True if the field is assigned, and only to array literals of at most one element. */
function hasShortField(root: SgNode, name: string): boolean {
  const fields = nodesOf(root, 'class_body')
    .flatMap((body) => body.namedChildren())
    .filter((member) => kindOf(member).endsWith('field_definition'))
    .filter((member) => (member.field('name') ?? member.field('property'))?.text() === name)
    .map((member) => member.field('value'));
  const given = nodesOf(root, 'assignment_expression')
    .filter((node) => node.field('left')?.text() === `this.${name}`)
    .map((node) => node.field('right'));
  const all = [...fields, ...given];
  return all.length > 0 && all.every((value) => value !== null && isShort(value));
}

/** True for uses that keep the list sorted: read, removal, reset, or insertion before a sort. */
function isKeeping(use: SgNode, compare: string): boolean {
  const parent = use.parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (kind === 'assignment_expression') {
    const right = parent.field('right');
    return parent.field('left')?.id() === use.id() && right !== null && isShort(right);
  }
  if (kind === 'for_in_statement' || kind === 'spread_element') return true;
  if (kind === 'return_statement' || isHandedOut(use)) return true;
  if (kind === 'subscript_expression') return parent.field('object')?.id() === use.id();
  if (kind !== 'member_expression' || parent.field('object')?.id() !== use.id()) return false;
  const method = parent.field('property')?.text() ?? '';
  if (READING.test(method)) return true;
  const call = parent.parent();
  const statement = call?.parent();
  if (statement === null || statement === undefined) return false;
  if (method === 'push') return pairAt(statement)?.compare.text() === compare;
  const sort = method === 'sort' ? callOf(statement) : null;
  // Repeated sorting does no harm: a sorted list stays sorted.
  return sort?.given.length === 1 && sort.given[0]?.text() === compare;
}

/** True where the use is part of an object or array that is returned. */
function isHandedOut(use: SgNode): boolean {
  const around = use
    .ancestors()
    .find((ancestor) => !/^(?:pair|object|array)$/u.test(kindOf(ancestor)));
  const isPart = /^(?:pair|object|array)$/u.test(kindOf(use.parent() ?? use));
  return isPart && around !== undefined && kindOf(around) === 'return_statement';
}
