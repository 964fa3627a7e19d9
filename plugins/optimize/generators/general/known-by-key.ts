import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  lineOf,
  type MethodCall,
  methodCalls,
} from '../../../analysis/index.ts';
import { createConstantAdder } from '../checked/added-declaration.ts';
import { groupsAlongsideList } from '../checked/groups-alongside-list.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { findToMap } from '../codemods/find-to-map.ts';
import { CACHED_KEY_INDEX } from '../injected-functions/cached-key-index.ts';
import { MIN_INDEXED_LENGTH } from '../injected-functions/cached-membership.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { groupBeforeLoop } from './group-once.ts';
import { isLongLivedList } from './is-long-lived-list.ts';
import { parseKeySearch } from './key-search.ts';

export const indexListByKey: Codemod = createTypeAwareCodemod(
  {
    id: 'known-by-key',
    title: 'Know by heart where elements are in a list that is searched by a key in each call',
    evidence: 'checked',
    complexity: 'Medium',
    risk: 'Medium',
    preconditions: `\`find\`, \`findIndex\` or \`some\` with \`(one) => one.key === sought\` of a list that the function has not made: a parameter, a member of one or of \`this\`, a name of the module or of a function around. What is sought is a name, a member of one or a literal. A list of less than ${MIN_INDEXED_LENGTH} elements, one that is asked less than 8 times, one that is no array or has nothing at a place, and a search for undefined or NaN go the old way. A list that has grown is read on; one whose length, first or last element says that it is another is read anew, ever less often.`,
    seenIn: [
      'RomainJac/PROJET_INF1: PROJET_IF1/src/app/data/repository/ItemRepository.ts',
      'adellacae/2200016115_prak_ppmpl2: integration-testing/src/repository.js',
    ],
    conflictsWith: ['find-to-map', 'group-once', 'groups-beside-list'],
  },
  (scene) => {
    if (
      !['WeakMap', 'Map', 'Array', 'Object'].every((builtin) => scene.bindings.isBuiltin(builtin))
    )
      return [];
    const others = new Set(
      [findToMap, groupsAlongsideList, groupBeforeLoop].flatMap((codemod) =>
        codemod.find(scene.source).map(({ line }) => line),
      ),
    );
    const makers = new Map<string, ReturnType<typeof createConstantAdder>>();
    return methodCalls(scene.root, 'find', 'findIndex', 'some').flatMap((call) =>
      others.has(lineOf(call.call)) ? [] : changeOf(call, scene, makers),
    );
  },
);

function changeOf(
  call: MethodCall,
  scene: AnalysisContext,
  makers: Map<string, ReturnType<typeof createConstantAdder>>,
): readonly CodemodMatch[] {
  const search = parseKeySearch(call.given[0]);
  const list = bare(call.receiver);
  if (search === null || search.rest !== null || call.given.length !== 1) return [];
  if (
    /[^\w$.]/u.test(search.key) ||
    !isLongLivedList(list, call.call, scene) ||
    isInHelper(call.call)
  )
    return [];
  const helper = addHelperFunction(scene.source, CACHED_KEY_INDEX);
  if (helper === null) return [];
  const maker = makers.get(search.key) ?? makerFor(search.key, scene);
  makers.set(search.key, maker);
  const { name, edits } = maker();
  return [
    {
      ...createMatch(call.call, [
        ...edits,
        replaceNode(call.call, `${name}.${call.method}(${list.text()}, ${search.sought.text()})`),
        ...helper,
      ]),
      assumes: [
        `Nobody puts another element into a place in the middle of \`${list.text()}\`, or changes ${search.key.slice(1)} of one.`,
      ],
    },
  ];
}

/** Declares `placesById`, an index by the key `id`. */
function makerFor(key: string, scene: AnalysisContext): ReturnType<typeof createConstantAdder> {
  const parts = key.slice(1).split('.');
  const capital = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  const type = parts.reduceRight((inner, part) => `{ readonly ${part}: ${inner} }`, 'unknown');
  const parameterText = `one${annotateType(scene.source, `: ${type}`)}`;
  return createConstantAdder(
    scene,
    `placesBy${capital}`,
    (name) => `const ${name} = ${CACHED_KEY_INDEX.name}((${parameterText}) => one${key});`,
  );
}

function isInHelper(call: SgNode): boolean {
  return (
    functionAround(call)
      ?.ancestors()
      .some((ancestor) => ancestor.field('name')?.text() === CACHED_KEY_INDEX.name) === true
  );
}
