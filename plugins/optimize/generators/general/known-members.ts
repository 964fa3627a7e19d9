import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  kindOf,
  lineOf,
  type MethodCall,
  methodCalls,
  nodesOf,
  operatorOf,
  spanOf,
} from '../../../analysis/index.ts';
import {
  type AddedDeclaration,
  createConstantAdder,
} from '../checked/insert-shared-declaration.ts';
import {
  indexAlongsideList,
  indexAlongsidePrivateList,
} from '../checked/maintain-index-of-searched-array.ts';
import {
  type AnalysisContext,
  type Codemod,
  type CodemodMatch,
  createTypeAwareCodemod,
} from '../codemod.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { CACHED_MEMBERSHIP, MIN_INDEXED_LENGTH } from '../injected-functions/list-index-helpers.ts';
import { createMatch, insertText, readIndentation, replaceNode } from '../syntax/codemod-edits.ts';
import { listParameters } from '../syntax/is-read-only-list-use.ts';
import { isPureExpression } from '../syntax/pure-expression.ts';
import {
  findReturnedExpression,
  findSoughtValues,
  isLongLivedList,
  parseSearchLoop,
} from './list-searches.ts';

export const cacheListMembership: Codemod = createTypeAwareCodemod(
  {
    id: 'known-members',
    title: 'Cache a Set of the elements of an array that every call searches',
    evidence: 'checked',
    complexity: 'Medium',
    risk: 'Medium',
    preconditions: `A list that the function did not create: a parameter, a member of a parameter or of \`this\`, or a name of the module or of an enclosing function. The code tests by \`includes\`, by \`indexOf\` compared with -1 or 0, by \`some\` with a function, or by a loop that returns a literal, whether an element equals, by \`===\`, one or either of two values, which are names, members of known objects or literals. A list that has fewer than ${MIN_INDEXED_LENGTH} elements or is searched fewer than 8 times, a value that is not an array, and a search for undefined or NaN are handled as before. Elements appended to a list are memoized too; if its length, first element or last element shows that the list is a different list, it is memoized again, at increasing intervals.`,
    seenIn: ['NaturalIntelligence/fast-xml-parser: src/xmlparser/OrderedObjParser.js'],
    conflictsWith: ['index-beside-list', 'index-beside-own-list'],
  },
  (scene) => {
    if (
      !['WeakMap', 'Set', 'Array', 'Object'].every((builtin) => scene.bindings.isBuiltin(builtin))
    )
      return [];
    const helper = addHelperFunction(scene.source, CACHED_MEMBERSHIP);
    if (helper === null) return [];
    const others = new Set(
      [indexAlongsideList, indexAlongsidePrivateList].flatMap((codemod) =>
        codemod.find(scene.source).map(({ line }) => line),
      ),
    );
    const among = createConstantAdder(
      scene,
      'isAmong',
      (name) => `const ${name} = ${CACHED_MEMBERSHIP.name}();`,
    );
    const making = { scene, among, helper };
    const loops = nodesOf(scene.root, 'for_in_statement', 'for_statement').flatMap((node) =>
      ofLoop(node, making),
    );
    const calls = methodCalls(scene.root, 'includes', 'indexOf', 'some').flatMap((methodCall) =>
      others.has(lineOf(methodCall.call)) ? [] : ofCall(methodCall, making),
    );
    return [...loops, ...calls];
  },
);

interface Making {
  readonly scene: AnalysisContext;
  readonly among: () => AddedDeclaration;
  readonly helper: CodemodMatch['edits'];
}

function ofLoop(loop: SgNode, { scene, among, helper }: Making): readonly CodemodMatch[] {
  const search = parseSearchLoop(loop, scene);
  const block = loop.parent();
  if (search === null || block === null || kindOf(block) !== 'statement_block') return [];
  if (!isLongLivedList(search.list, loop, scene)) return [];
  const { name, edits } = among();
  const given = [search.list, ...search.sought].map((expression) => expression.text()).join(', ');
  const answer = scene.bindings.freshName('known');
  const margin = readIndentation(scene.source, loop);
  const test = `const ${answer} = ${name}(${given});\n${margin}if (${answer} === true) ${search.answer}\n${margin}if (${answer} === undefined) `;
  return [
    {
      ...createMatch(loop, [...edits, insertText(spanOf(loop).start, test), ...helper]),
      assumes: [assumedOf(search.list)],
    },
  ];
}

function ofCall(call: MethodCall, { scene, among, helper }: Making): readonly CodemodMatch[] {
  const list = bare(call.receiver);
  const asked = askedBy(call, scene);
  if (asked === null || !isLongLivedList(list, call.call, scene) || !isOfMany(list, scene))
    return [];
  if (isOldWay(asked.whole)) return [];
  const { name, edits } = among();
  const given = [list, ...asked.sought].map((expression) => expression.text()).join(', ');
  const quick = `(${name}(${given}) ?? ${asked.whole.text()})`;
  return [
    {
      ...createMatch(call.call, [
        ...edits,
        replaceNode(asked.whole, asked.isNot ? `!${quick.replace(' ?? ', ' ?? !(')})` : quick),
        ...helper,
      ]),
      assumes: [assumedOf(list)],
    },
  ];
}

function assumedOf(list: SgNode): string {
  return `No code replaces an element in the middle of \`${list.text()}\`, and the array has no properties besides its elements.`;
}

interface Asked {
  /** Expression with the boolean result. */
  readonly whole: SgNode;
  readonly sought: readonly SgNode[];
  /** True if it tests that the list does not contain the value. */
  readonly isNot: boolean;
}

function askedBy({ call, method, given }: MethodCall, scene: AnalysisContext): Asked | null {
  const [first, ...more] = given;
  if (first === undefined || more.length > 0) return null;
  if (method === 'some') {
    const body = findReturnedExpression(first);
    const [parameter, ...others] = listParameters(first);
    if (body === null || parameter === undefined || others.length > 0) return null;
    const sought = findSoughtValues(bare(body), (node) => node.text() === parameter.text());
    const stays = sought?.every(
      (each) => isPureExpression(each, scene) && each.text() !== parameter.text(),
    );
    return sought !== null && sought.length <= 2 && stays === true
      ? { whole: call, sought, isNot: false }
      : null;
  }
  if (!isPureExpression(first, scene) || /^(?:string|template_string)$/u.test(kindOf(bare(first))))
    return null;
  if (method === 'includes') return { whole: call, sought: [first], isNot: false };
  const whole = call.parent();
  if (whole === null || kindOf(whole) !== 'binary_expression') return null;
  if (whole.field('left')?.id() !== call.id()) return null;
  const isFound = parseFoundTest(whole);
  return isFound === null ? null : { whole, sought: [first], isNot: !isFound };
}

/** True if a comparison tests that an index was found, false that none was; null: neither. */
function parseFoundTest(comparison: SgNode): boolean | null {
  const said = `${operatorOf(comparison)} ${comparison.field('right')?.text()}`;
  if (/^(?:!==? -1|> -1|>= 0)$/u.test(said)) return true;
  return /^(?:===? -1|< 0)$/u.test(said) ? false : null;
}

/** True for the original code behind `??`, which an earlier change left as its fallback. */
function isOldWay(whole: SgNode): boolean {
  return whole
    .ancestors()
    .slice(0, 3)
    .some((ancestor) => kindOf(ancestor) === 'binary_expression' && operatorOf(ancestor) === '??');
}

/** True if a list is searched, not text; if the type is unknown, a plural name decides. */
function isOfMany(list: SgNode, { types }: AnalysisContext): boolean {
  const type = types.of(list);
  if (type !== null) return type.kind === 'array';
  const name = /[\w$]+$/u.exec(list.text())?.[0] ?? '';
  return /(?:[a-z]s|list|array|queue|stack|children)$/iu.test(name) && !/(?:ss|us|is)$/u.test(name);
}
