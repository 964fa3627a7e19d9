import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  lineOf,
  type MethodCall,
  methodCalls,
} from '../../../analysis/index.ts';
import { createConstantAdder } from '../checked/insert-shared-declaration.ts';
import { capitalize } from '../checked/repeatedly-searched-array.ts';
import {
  type AnalysisContext,
  type Codemod,
  type CodemodMatch,
  createTypeAwareCodemod,
} from '../codemod.ts';
import { findToMap } from '../codemods/find-to-map.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { CACHED_KEY_INDEX, MIN_INDEXED_LENGTH } from '../injected-functions/list-index-helpers.ts';
import { annotateType, createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { isLongLivedList, parseKeySearch } from './list-searches.ts';

export const indexListByKey: Codemod = createTypeAwareCodemod(
  {
    id: 'known-by-key',
    title: 'Cache a key index for an array that every call searches',
    evidence: 'checked',
    complexity: 'Medium',
    risk: 'Medium',
    preconditions: `\`find\`, \`findIndex\` or \`some\` with \`(one) => one.key === sought\` on a list that the function did not create: a parameter, a member of a parameter or of \`this\`, or a name of the module or of an enclosing function. The sought value is a name, a member of a name or a literal. A list that has fewer than ${MIN_INDEXED_LENGTH} elements or a missing element, or is searched fewer than 8 times, a value that is not an array, and a search for undefined or NaN are handled as before. Elements appended to a list are added to the index; if its length, first element or last element shows that the list is a different list, it is indexed again, at increasing intervals.`,
    seenIn: [
      'RomainJac/PROJET_INF1: PROJET_IF1/src/app/data/repository/ItemRepository.ts',
      'adellacae/2200016115_prak_ppmpl2: integration-testing/src/repository.js',
    ],
    conflictsWith: ['find-to-map'],
  },
  (scene) => {
    if (
      !['WeakMap', 'Map', 'Array', 'Object'].every((builtin) => scene.bindings.isBuiltin(builtin))
    )
      return [];
    const others = new Set(findToMap.find(scene.source).map(({ line }) => line));
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
        `No code replaces an element in the middle of \`${list.text()}\`, or changes the key ${search.key.slice(1)} of an element.`,
      ],
    },
  ];
}

/** Declares `placesById`, an index by the key `id`. */
function makerFor(key: string, scene: AnalysisContext): ReturnType<typeof createConstantAdder> {
  const parts = key.slice(1).split('.');
  const capital = parts.map(capitalize).join('');
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
