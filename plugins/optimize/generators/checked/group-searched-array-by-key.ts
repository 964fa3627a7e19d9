import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  kindOf,
  type MethodCall,
  methodCalls,
  operatorOf,
  partsOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { createFunctionAdder, type FunctionAdder } from './insert-shared-declaration.ts';
import { isElementIndependent, readKeyName } from './read-property-name-of-key.ts';
import {
  capitalize,
  declareAfterList,
  describeOwner,
  findSearchedList,
  isUnchangedList,
} from './repeatedly-searched-array.ts';

/** Lookups before the list is grouped: fewer do not repay the grouping. */
const FEW = 8;

export const groupsAlongsideList: Codemod = createTypeAwareCodemod(
  {
    id: 'groups-beside-list',
    title: 'Group an array once instead of searching for each key',
    evidence: 'checked',
    complexity: 'Medium',
    risk: 'Medium',
    conflictsWith: ['find-to-map'],
    preconditions: `\`filter\` or \`find\` with a function that only compares a property of the element with a value by \`===\`, directly or converted by \`String\` or \`Number\`, on a named list that is never reassigned and that nothing in the file changes, in a loop or in a function other than the one that declares the list. The list is grouped after ${FEW} searches, and again when its length changes; matches are compared once more. Values that are not arrays, and the first searches, are handled as before.`,
    seenIn: [
      'toposort 1.0.4, index.js',
      'gajus/slonik: packages/slonik-dataloaders/src/factories/createNodeByIdLoaderClass.ts',
    ],
  },
  (scene) => {
    if (!scene.bindings.isBuiltin('Map') || !scene.bindings.isBuiltin('Array')) return [];
    const names = new Map<string, string>();
    const groups = createFunctionAdder(scene, 'groupsOf', (name) => groupsFunction(name, scene));
    const firsts = createFunctionAdder(scene, 'firstsOf', (name) => firstsFunction(name, scene));
    return methodCalls(scene.root, 'filter', 'find').flatMap((call) =>
      grouped(call, { scene, names, adding: call.method === 'find' ? firsts : groups }),
    );
  },
);

interface Making {
  readonly scene: AnalysisContext;
  /** Names of the generated lookup functions by list and key. */
  readonly names: Map<string, string>;
  readonly adding: FunctionAdder;
}

function grouped(call: MethodCall, { scene, names, adding }: Making): readonly CodemodMatch[] {
  const [callback, ...more] = call.given;
  const list = more.length > 0 ? null : findSearchedList(call, scene);
  const asked = callback === undefined ? null : comparedBy(callback, scene);
  if (list === null || asked === null || !isUnchangedList(list.binding, scene)) return [];
  const { name, node } = list.binding;
  const which = `${node.id()} ${call.method} ${asked.key.text()}`;
  const base = `${name}By${capitalize(asked.word)}`;
  const asking = names.get(which) ?? scene.bindings.freshName(base);
  const by = `(${asked.parameterName}) => ${asked.key.text()}`;
  const maker = adding.add();
  const declared = declareAfterList(
    list,
    `const ${asking} = ${maker.name}(${name}, ${by});`,
    scene,
  );
  if (declared === null) return [];
  names.set(which, asking);
  const text = `${asking}(${asked.sought.text()})`;
  return [
    {
      ...createMatch(call.call, [declared, replaceNode(call.call, text), ...maker.edits]),
      assumes: [
        `Nothing changes \`${name}\`, or \`${asked.key.text()}\` of its elements, while ${describeOwner(list.owner)} runs.`,
      ],
    },
  ];
}

/** `(one) => one.key === sought`, with the operands in either order. */
interface Compared {
  readonly parameterName: string;
  readonly key: SgNode;
  /** Last word of the key, used to form a name. */
  readonly word: string;
  readonly sought: SgNode;
}

function comparedBy(callback: SgNode, scene: AnalysisContext): Compared | null {
  const body = onlyValue(callback);
  const [parameter, ...others] = listParameters(callback);
  if (body === null || parameter === undefined || others.length > 0) return null;
  const [left, right] = [body.field('left'), body.field('right')];
  if (kindOf(parameter) !== 'identifier' || operatorOf(body) !== '===') return null;
  if (left === null || right === null) return null;
  for (const [key, sought] of [
    [left, right],
    [right, left],
  ] as const) {
    const word = readKeyName(key, parameter.text(), callback, scene);
    if (word !== null && isElementIndependent(sought, callback, scene)) {
      return { parameterName: parameter.text(), key, word, sought };
    }
  }
  return null;
}

/** Returns the value of a function only returning one: `x => …`, `function (x) { return …; }`. */
function onlyValue(callback: SgNode): SgNode | null {
  if (!/^(?:arrow_function|function_expression)$/u.test(kindOf(callback))) return null;
  if (callback.children().some((child) => /^(?:async|\*)$/u.test(child.text()))) return null;
  const body = callback.field('body');
  if (body === null) return null;
  if (kindOf(body) !== 'statement_block') return bare(body);
  const [only, ...more] = partsOf(body);
  if (only === undefined || more.length > 0 || kindOf(only) !== 'return_statement') return null;
  const value = only.namedChildren()[0];
  return value === undefined ? null : bare(value);
}

function groupsFunction(name: string, { source }: AnalysisContext): string {
  const t = (annotation: string) => annotateType(source, annotation);
  return `/** The elements of a list by a key of theirs, grouped once they are asked for often. */
function ${name}${t('<T, K>')}(list${t(': readonly T[]')}, keyOf${t(': (one: T) => K')}) {
  let groups${t(': Map<K, T[]> | undefined')};
  let asked = 0;
  let length = 0;
  return (sought${t(': K')})${t(': T[]')} => {
    asked += 1;
    if (asked < ${FEW} || !Array.isArray(list)) return list.filter((one) => keyOf(one) === sought);
    if (groups === undefined || length !== list.length) {
      const made = new Map${t('<K, T[]>')}();
      list.forEach((one) => {
        const key = keyOf(one);
        const group = made.get(key);
        if (group === undefined) made.set(key, [one]);
        else group.push(one);
      });
      groups = made;
      length = list.length;
    }
    return (groups.get(sought) ?? []).filter((one) => keyOf(one) === sought);
  };
}`;
}

function firstsFunction(name: string, { source }: AnalysisContext): string {
  const t = (annotation: string) => annotateType(source, annotation);
  return `/** The first element of a list with a key, by a Map once it is asked for often. */
function ${name}${t('<T, K>')}(list${t(': readonly T[]')}, keyOf${t(': (one: T) => K')}) {
  let firsts${t(': Map<K, T> | undefined')};
  let asked = 0;
  let length = 0;
  return (sought${t(': K')})${t(': T | undefined')} => {
    asked += 1;
    if (asked < ${FEW} || !Array.isArray(list)) return list.find((one) => keyOf(one) === sought);
    if (firsts === undefined || length !== list.length) {
      const made = new Map${t('<K, T>')}();
      for (const one of list) {
        const key = keyOf(one);
        if (!made.has(key)) made.set(key, one);
      }
      firsts = made;
      length = list.length;
    }
    const first = firsts.get(sought);
    if (first === undefined || keyOf(first) === sought) return first;
    return list.find((one) => keyOf(one) === sought);
  };
}`;
}
