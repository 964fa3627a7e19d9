import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  operatorOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { UNIQUE_BY_KEY, UNIQUE_VALUES } from '../injected-functions/unique-values.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { findReturnedExpression, parseKeySearch } from './array-search-by-key-callback.ts';

export const removeDuplicatesBySet: Codemod = createTypeAwareCodemod(
  {
    id: 'first-of-each',
    title: 'Remember seen values instead of searching for each element',
    evidence: 'guarded',
    preconditions:
      '`filter` with `(one, at) => list.indexOf(one) === at`, on the list itself or through the third parameter, or with `findIndex((other) => other.key === one.key) === at`. As before, the first of equal elements stays, and NaN never does. A value that is not an array, has its own search method or, with a key, has holes, is filtered as before.',
    seenIn: [
      'HarryStevens/jeezy: src/arr/transformations/unique.js',
      'FungiRealtime/fungi-node: src/utils/unique.ts',
    ],
  },
  (scene) =>
    methodCalls(scene.root, 'filter').flatMap((filter) => {
      const { bindings } = scene;
      if (!['Set', 'Array', 'Number'].every((builtin) => bindings.isBuiltin(builtin))) return [];
      const maker = functionAround(filter.call)?.field('name')?.text();
      if (maker === UNIQUE_VALUES.name || maker === UNIQUE_BY_KEY.name) return [];
      return changeOf(filter, scene);
    }),
);

function changeOf(filter: MethodCall, scene: AnalysisContext): readonly CodemodMatch[] {
  const [callback, ...more] = filter.given;
  const body = callback === undefined ? null : findReturnedExpression(callback);
  if (callback === undefined || body === null || more.length > 0) return [];
  const names = listParameters(callback).map((parameter) => parameter.text());
  const [parameterName, at] = names;
  const search = parameterName === undefined || at === undefined ? null : searchIn(bare(body), at);
  if (parameterName === undefined || search === null || names.length > 3) return [];
  if (!names.every((name) => /^[\w$]+$/u.test(name)) || !isSameList(filter, search, names[2])) {
    return [];
  }
  const [sought, ...others] = search.given;
  if (sought === undefined || others.length > 0) return [];
  const list = filter.receiver.text();
  if (search.method === 'indexOf') {
    if (bare(sought).text() !== parameterName) return [];
    return made(filter.call, scene, { helper: UNIQUE_VALUES, given: list });
  }
  const key = parseKeySearch(sought);
  if (key === null || key.rest !== null || bare(key.sought).text() !== `${parameterName}${key.key}`)
    return [];
  const keyOf = `(${key.parameterName}) => ${key.parameterName}${key.key}`;
  return made(filter.call, scene, { helper: UNIQUE_BY_KEY, given: `${list}, ${keyOf}` });
}

function made(
  call: SgNode,
  { source }: AnalysisContext,
  { helper, given }: { readonly helper: typeof UNIQUE_VALUES; readonly given: string },
): readonly CodemodMatch[] {
  const edits = addHelperFunction(source, helper);
  return edits === null
    ? []
    : [createMatch(call, [replaceNode(call, `${helper.name}(${given})`), ...edits])];
}

/** Returns the search whose index is compared with `at`, in either order. */
function searchIn(body: SgNode, at: string): MethodCall | null {
  if (kindOf(body) !== 'binary_expression' || !/^===?$/u.test(operatorOf(body))) return null;
  const [left, right] = [body.field('left'), body.field('right')];
  if (left === null || right === null) return null;
  for (const [search, place] of [
    [bare(left), bare(right)],
    [bare(right), bare(left)],
  ] as const) {
    const call = place.text() === at ? methodCallOf(search) : null;
    if (call !== null && /^(?:indexOf|findIndex)$/u.test(call.method)) return call;
  }
  return null;
}

/** By the third parameter, or by a name that is the same inside and outside of the callback. */
function isSameList(filter: MethodCall, search: MethodCall, third: string | undefined): boolean {
  const searched = bare(search.receiver);
  if (kindOf(searched) !== 'identifier') return false;
  if (searched.text() === third) return true;
  const list = bare(filter.receiver);
  return kindOf(list) === 'identifier' && list.text() === searched.text();
}
