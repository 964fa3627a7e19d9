import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  isInside,
  kindOf,
  lineOf,
  type MethodCall,
  methodCalls,
  spanOf,
} from '../../../analysis/index.ts';
import { groupsAlongsideList } from '../checked/group-searched-array-by-key.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { findToMap } from '../codemods/find-to-map.ts';
import { GROUP_BY_KEY } from '../injected-functions/group-by-key.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import {
  createMatch,
  declareBefore,
  declareInModule,
  findEnclosingStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { type KeySearch, parseKeySearch } from './array-search-by-key-callback.ts';
import { findOutermostInvariantLoop, isModuleConstant } from './loop-invariants.ts';
import { findRootObject, findWriteTargets } from './syntax-node-lookups.ts';

/** Array methods that do not mutate, so that the receiver need not be a copy. */
const READING =
  /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|reduceRight|join|includes|indexOf|at|length|slice|toSorted|toReversed)$/u;

export const groupBeforeLoop: Codemod = createTypeAwareCodemod(
  {
    id: 'group-once',
    title: 'Group an array by key instead of searching for each element',
    complexity: 'Medium',
    evidence: 'checked',
    preconditions:
      '`filter`, `find` or `some` with `(one) => one.key === sought`, with or without a further `&&` condition, in a loop, in a list callback, in a recursive function, or on a constant list of the module. No code there changes the list or a key of that name, or passes the list on; the sought value is a name or a member of a name. A list that has fewer than 16 elements, or is searched fewer than four times, is searched as before. Groups keep the order; as before, NaN is not found.',
    seenIn: [
      'be-nj/openlibry: pages/reports/userhistory.tsx',
      'joaoklvf/SmartShopping: app/components/products/products.tsx',
    ],
    conflictsWith: ['find-to-map', 'groups-beside-list'],
  },
  (scene) => {
    const proven = new Set(
      [findToMap, groupsAlongsideList].flatMap((codemod) =>
        codemod.find(scene.source).map(({ line }) => line),
      ),
    );
    const groups: Groups = new Map();
    return methodCalls(scene.root, 'filter', 'find', 'some').flatMap((call) =>
      proven.has(lineOf(call.call)) ? [] : changeOf(call, scene, groups),
    );
  },
);

/** Groups already declared in this file, by position, list and key. */
type Groups = Map<string, { readonly name: string; readonly declared: string }>;

function changeOf(
  call: MethodCall,
  scene: AnalysisContext,
  groups: Groups,
): readonly CodemodMatch[] {
  const search = parseKeySearch(call.given[0]);
  const list = bare(call.receiver);
  const base = findRootObject(list);
  const isPath = kindOf(list) === 'identifier' || /^[\w$]+(?:\.[\w$]+)+$/u.test(list.text());
  const binding = base === null || kindOf(base) !== 'identifier' ? null : scene.bindings.of(base);
  if (search === null || binding === null || !isPath || call.given.length !== 1) return [];
  const isConstant =
    kindOf(list) === 'identifier' &&
    isModuleConstant(binding, scene) &&
    functionAround(call.call) !== null &&
    isTable(binding.declaration);
  const turn = isConstant ? null : findOutermostInvariantLoop(call.call, [binding], scene);
  const statement = turn === null ? null : findEnclosingStatement(turn);
  if (!isConstant && (turn === null || statement === null)) return [];
  const region = turn ?? scene.root;
  if (changesKey(search, region) || isHandedOn(list, region)) return [];
  const helper = addHelperFunction(scene.source, GROUP_BY_KEY);
  if (helper === null) return [];
  const at = `${statement === null ? '' : spanOf(statement).start} ${list.text()} ${search.key}`;
  const group = groups.get(at) ?? declare(list, search, scene);
  groups.set(at, group);
  const { name, declared } = group;
  const where =
    statement === null
      ? declareInModule(scene.source, declared)
      : declareBefore(scene.source, statement, declared);
  return [
    {
      ...createMatch(call.call, [
        where,
        replaceNode(call.call, answer(call, search, name)),
        ...helper,
      ]),
      assumes: [
        `Every element of the array ${list.text()} has the key ${search.key.slice(1)}; no code changes that key or replaces an element while the array is searched.`,
      ],
    },
  ];
}

function declare(list: SgNode, search: KeySearch, { bindings }: AnalysisContext) {
  const name = bindings.freshName(nameOf(list, search));
  const key = `(${search.parameterName}) => ${search.parameterName}${search.key}`;
  return { name, declared: `const ${name} = ${GROUP_BY_KEY.name}(() => ${list.text()}, ${key});` };
}

/** A list that the module begins with, or gets from a file. */
function isTable(declaration: SgNode): boolean {
  const value = declaration.field('value');
  return (
    value !== null &&
    (kindOf(bare(value)) === 'array' || /^require\(.*\.json['"]\)$/u.test(value.text()))
  );
}

function answer(
  { call, method }: MethodCall,
  { parameterName, sought, rest }: KeySearch,
  name: string,
): string {
  const group = `${name}(${sought.text()})`;
  const more =
    rest === null
      ? null
      : `(${parameterName}) => ${kindOf(rest) === 'object' ? `(${rest.text()})` : rest.text()}`;
  if (method === 'filter') {
    if (more !== null) return `${group}.filter(${more})`;
    return isOnlyRead(call) ? group : `${group}.slice()`;
  }
  if (more !== null) return `${group}.${method}(${more})`;
  if (method === 'find') return `${group}[0]`;
  const isPart = /^(?:binary_expression|unary_expression)$/u.test(kindOf(call.parent() ?? call));
  return isPart ? `(${group}.length > 0)` : `${group}.length > 0`;
}

/** True if the result is only iterated, indexed, or used at once by a non-mutating method. */
function isOnlyRead(call: SgNode): boolean {
  const parent = call.parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (kind === 'member_expression')
    return READING.test(parent.field('property')?.text() ?? '') && !handsList(parent);
  if (kind === 'for_in_statement') return parent.field('right')?.id() === call.id();
  return (
    kind === 'spread_element' ||
    (kind === 'subscript_expression' && parent.field('object')?.id() === call.id())
  );
}

/** True if the callback has a third or fourth parameter, which may receive the list itself. */
function handsList(member: SgNode): boolean {
  const callback = member.parent()?.field('arguments')?.namedChildren()[0];
  const names = callback?.field('parameters')?.namedChildren() ?? [];
  return names.length > 2;
}

/** True where the region assigns a property with the key's name. */
function changesKey({ key }: KeySearch, region: SgNode): boolean {
  const last = /([\w$]+)\]?$/u.exec(key)?.[1];
  return findWriteTargets(region).some(
    (target) => (target.field('property') ?? target.field('index'))?.text() === last,
  );
}

/** True where the region passes the whole list to a call. */
function isHandedOn(list: SgNode, region: SgNode): boolean {
  return region
    .findAll({ rule: { kind: 'arguments' } })
    .filter((argumentList) => isInside(spanOf(argumentList), spanOf(region)))
    .some((argumentList) =>
      argumentList.namedChildren().some((each) => bare(each).text() === list.text()),
    );
}

function nameOf(list: SgNode, { key }: KeySearch): string {
  const parts = key.match(/[\w$]+/gu) ?? [];
  const capital = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  const last = /[\w$]+$/u.exec(list.text())?.[0] ?? 'list';
  return `${/^[A-Z_\d]+$/u.test(last) ? last.toLowerCase() : last}By${capital}`;
}
