import { kindOf, methodCalls } from '../../../analysis/index.ts';
import { type AnalysisContext, type Codemod, createTypeAwareCodemod } from '../codemod.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { createFunctionAdder } from './insert-shared-declaration.ts';
import {
  capitalize,
  declareAfterList,
  describeOwner,
  findSearchedList,
  isAppendOnly,
  isPrivateList,
  type SearchedList,
} from './repeatedly-searched-array.ts';

/** Lookups before an index is built: fewer do not repay it. */
const FEW = 16;

export const indexAlongsideList: Codemod = createTypeAwareCodemod(
  {
    id: 'index-beside-list',
    title: 'Keep an index alongside a searched array',
    evidence: 'checked',
    complexity: 'Medium',
    risk: 'Medium',
    conflictsWith: ['index-beside-own-list'],
    preconditions: `\`indexOf(x)\` or \`includes(x)\` on a named list that is never reassigned, in a loop or in a function other than the one that declares the list; the file only reads the list, appends to it or passes it on. The index is built after ${FEW} searches, extended with appended elements, and rebuilt when the list gets shorter. Values that are not arrays, and the first searches, are handled as before.`,
    seenIn: ['toposort 1.0.4, index.js', 'dependency-graph 0.8.1, lib/dep_graph.js'],
  },
  (scene) =>
    indexed(scene, (list) => isAppendOnly(list.binding, scene) && !isPrivateList(list, scene)).map(
      ({ list, match }) => ({
        ...match,
        assumes: [
          `Nothing removes or replaces elements of \`${list.binding.name}\` while ${describeOwner(list.owner)} runs.`,
        ],
      }),
    ),
);

export const indexAlongsidePrivateList: Codemod = createTypeAwareCodemod(
  {
    id: 'index-beside-own-list',
    title: 'Keep an index alongside a private array',
    complexity: 'Medium',
    conflictsWith: ['index-beside-list'],
    preconditions: `The conditions of index-beside-list apply. In addition, the array is declared with a literal, and the file only reads it or appends to it. The array never escapes as an argument or as a value, so no other code can remove elements from it.`,
    seenIn: [
      'mholt/PapaParse: papaparse.js',
      'sequelize/sequelize: lib/dialects/abstract/query-generator.js',
    ],
  },
  (scene) => indexed(scene, (list) => isPrivateList(list, scene)).map(({ match }) => match),
);

function indexed(scene: AnalysisContext, isTaken: (list: SearchedList) => boolean) {
  if (!scene.bindings.isBuiltin('Map') || !scene.bindings.isBuiltin('Array')) return [];
  const indexes = createFunctionAdder(scene, 'indexesIn', (name) => indexFunction(name, scene));
  const members = createFunctionAdder(scene, 'membersOf', (name) => membersFunction(name, scene));
  const names = new Map<string, string>();
  return methodCalls(scene.root, 'indexOf', 'includes').flatMap((call) => {
    const [sought, ...more] = call.given;
    if (sought === undefined || more.length > 0 || kindOf(sought) === 'spread_element') return [];
    if ([indexes, members].some((replacement) => replacement.covers(call.call))) return [];
    const list = findSearchedList(call, scene);
    if (list === null || !isTaken(list)) return [];
    const { name, node } = list.binding;
    const isIndex = call.method === 'indexOf';
    const key = `${node.id()} ${call.method}`;
    const asking =
      names.get(key) ??
      scene.bindings.freshName(isIndex ? `indexIn${capitalize(name)}` : `isIn${capitalize(name)}`);
    const added = (isIndex ? indexes : members).add();
    const declared = declareAfterList(list, `const ${asking} = ${added.name}(${name});`, scene);
    if (declared === null) return [];
    names.set(key, asking);
    const put = replaceNode(call.call, `${asking}(${sought.text()})`);
    return [{ list, match: createMatch(call.call, [declared, put, ...added.edits]) }];
  });
}

function indexFunction(name: string, { source }: AnalysisContext): string {
  const t = (annotation: string) => annotateType(source, annotation);
  return `/** What \`indexOf\` says of a list that grows at its end only, by an index once it is asked often. */
function ${name}${t('<T>')}(list${t(': readonly T[]')}) {
  let indexes${t(': Map<T, number> | undefined')};
  let asked = 0;
  let read = 0;
  return (sought${t(': T')})${t(': number')} => {
    asked += 1;
    if (asked < ${FEW} || !Array.isArray(list)) return list.indexOf(sought);
    if (indexes === undefined || list.length < read) {
      indexes = new Map();
      read = 0;
    }
    for (; read < list.length; read += 1) {
      if (read in list && !indexes.has(list[read])) indexes.set(list[read], read);
    }
    // \`indexOf\` does not find NaN.
    const index = sought === sought ? indexes.get(sought) : undefined;
    if (index === undefined) return -1;
    return list[index] === sought ? index : list.indexOf(sought);
  };
}`;
}

function membersFunction(name: string, { source }: AnalysisContext): string {
  const t = (annotation: string) => annotateType(source, annotation);
  return `/** What \`includes\` says of a list that grows at its end only, by a Set once it is asked often. */
function ${name}${t('<T>')}(list${t(': readonly T[]')}) {
  let members${t(': Set<T> | undefined')};
  let asked = 0;
  let read = 0;
  return (sought${t(': T')})${t(': boolean')} => {
    asked += 1;
    if (asked < ${FEW} || !Array.isArray(list)) return list.includes(sought);
    if (members === undefined || list.length < read) {
      members = new Set();
      read = 0;
    }
    for (; read < list.length; read += 1) members.add(list[read]);
    return members.has(sought);
  };
}`;
}
