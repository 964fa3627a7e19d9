import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  functionAround,
  kindOf,
  methodCallOf,
  nodesOf,
  stringValue,
} from '../../../analysis/index.ts';
import {
  type AnalysisContext,
  type Codemod,
  type CodemodMatch,
  createTypeAwareCodemod,
} from '../codemod.ts';
import {
  CACHED_BY_VALUES,
  LAZY_VALUE,
  LAZY_VALUE_BY_KEY,
  MAX_CACHED_VALUES,
} from '../injected-functions/cache-helpers.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import {
  annotateType,
  createMatch,
  declareBefore,
  declareInModule,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { isReadOnlyUse } from '../syntax/is-read-only-list-use.ts';
import {
  type CacheScope,
  findCacheScope,
  findOnlyParameter,
  findValueUses,
  findVariables,
} from './loop-invariants.ts';
import { findOwnNodes, readCalleeName } from './syntax-node-lookups.ts';

/** Constructed value: base of its variable name, and a test that a use leaves it unchanged. */
interface Construction {
  readonly base: string;
  readonly isAsked: (use: SgNode) => boolean;
  /** Set if it may be cached by the only value that it is made from. */
  readonly isOfOneValue?: boolean;
  /** Its TypeScript type, set if it may be cached under the plain values that it is made from. */
  readonly type?: string;
}

export const hoistInvariantValue: Codemod = createTypeAwareCodemod(
  {
    id: 'make-once',
    title: 'Create a loop-invariant or call-invariant value once',
    evidence: 'checked',
    preconditions: `A RegExp, an \`Intl\` formatter, a TextEncoder or TextDecoder, a Set or Map, the keys of an object, or a validator, schema or template (recognized by its name, or by the function that creates it: \`compile\`, \`template\`), built only from names that keep their value: module constants, or values that a loop or the callback of a list does not change. A value compiled from one parameter is cached by that parameter, in a WeakMap or for the last hundred texts; a formatter built from up to three other names, or members of them, is cached by these where they are strings, numbers and the like, for the last ${MAX_CACHED_VALUES} of them. The value is only read. A RegExp with the flag \`g\` is only passed to \`replace\`, \`match\`, \`matchAll\` or \`split\`, which leave no \`lastIndex\` behind; a RegExp with \`y\`, or with non-literal flags, is left alone. The value is created on first use, so that errors still occur where they did before.`,
    seenIn: [
      'NginxProxyManager/nginx-proxy-manager: backend/lib/validator/api.js',
      'Malmi99/restaurant--ordering: middleware/validationMiddleware.js',
      'moment/luxon: src/impl/locale.js',
    ],
  },
  (scene) =>
    nodesOf(scene.root, 'new_expression', 'call_expression').flatMap((made) =>
      changeOf(made, scene),
    ),
);

function changeOf(made: SgNode, scene: AnalysisContext): readonly CodemodMatch[] {
  const construction = constructionOf(made, scene);
  if (construction === null) return [];
  const uses = findValueUses(made, scene);
  if (uses === null || uses.length === 0 || !uses.every(construction.isAsked)) return [];
  if (isKeptAlready(made)) return [];
  const place = findCacheScope(made, scene);
  if (place !== null) return keepOnce(made, place, construction, scene);
  return construction.type === undefined
    ? keepPerValue(made, construction, scene)
    : keepPerValues(made, construction, scene);
}

function keepOnce(
  made: SgNode,
  place: CacheScope,
  { base }: Construction,
  scene: AnalysisContext,
): readonly CodemodMatch[] {
  const text = shortened(made);
  const often = place.kind === 'module' ? 'call to call' : 'iteration to iteration';
  return keepBy(LAZY_VALUE, base, scene, (name) => ({
    made,
    before: place.kind === 'module' ? null : place.statement,
    declaration: `const ${name} = ${LAZY_VALUE.name}(() => ${made.text()});`,
    value: `${name}()`,
    assumption: `The result of \`${text}\` stays the same from ${often}, and using the result does not modify it.`,
  }));
}

/** Caches a value compiled from one parameter under that parameter while the parameter exists. */
function keepPerValue(
  made: SgNode,
  { base, isOfOneValue }: Construction,
  scene: AnalysisContext,
): readonly CodemodMatch[] {
  const given = isOfOneValue === true ? findOnlyParameter(made, scene) : null;
  if (given === null) return [];
  // Only objects and strings are cache keys: for a number, the value would be made anew each time.
  if (/^(?:number|boolean)$/u.test(scene.types.of(given.node)?.kind ?? '')) return [];
  const type = given.declaration.field('type')?.text() ?? '';
  if (type === '' && annotateType(scene.source, ':') !== '') return [];
  return keepBy(LAZY_VALUE_BY_KEY, base, scene, (name) => ({
    made,
    before: null,
    declaration: `const ${name} = ${LAZY_VALUE_BY_KEY.name}((${given.name}${type}) => ${made.text()});`,
    value: `${name}(${given.name})`,
    assumption: `The value of ${given.name} does not change once \`${shortened(made)}\` has used it, and the code that uses the result does not modify it.`,
  }));
}

function keepPerValues(
  made: SgNode,
  { base, type = '' }: Construction,
  scene: AnalysisContext,
): readonly CodemodMatch[] {
  const values = findVariables(made, scene);
  if (values === null || functionAround(made) === null) return [];
  const generic = annotateType(scene.source, `<${type}>`);
  return keepBy(CACHED_BY_VALUES, base, scene, (name) => ({
    made,
    before: null,
    declaration: `const ${name} = ${CACHED_BY_VALUES.name}${generic}();`,
    value: `${name}(() => ${made.text()}, ${values.join(', ')})`,
    assumption: `The result of \`${shortened(made)}\` for the same ${values.join(' and ')} stays the same from call to call, and using the result does not modify it.`,
  }));
}

interface CachedValue {
  readonly made: SgNode;
  /** Statement before which the cache is declared; null: at the top of the module. */
  readonly before: SgNode | null;
  readonly declaration: string;
  readonly value: string;
  readonly assumption: string;
}

function keepBy(
  helper: HelperFunction,
  base: string,
  { source, bindings }: AnalysisContext,
  cacheAs: (name: string) => CachedValue,
): readonly CodemodMatch[] {
  const added = addHelperFunction(source, helper);
  if (added === null) return [];
  const { made, before, declaration, value, assumption } = cacheAs(bindings.freshName(base));
  const declared =
    before === null
      ? declareInModule(source, declaration)
      : declareBefore(source, before, declaration);
  const edits = [declared, replaceNode(made, value), ...added];
  return [{ ...createMatch(made, edits), assumes: [assumption] }];
}

function shortened(node: SgNode): string {
  const text = node.text().replace(/\s+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** True inside a function that already caches its result: `makeOnce(() => …)`, `x ??= …`. */
function isKeptAlready(made: SgNode): boolean {
  const around = functionAround(made)?.parent()?.parent();
  const isHelped =
    around !== null &&
    around !== undefined &&
    /once|memo|lazy|cache/iu.test(readCalleeName(around));
  return isHelped || kindOf(made.parent() ?? made) === 'augmented_assignment_expression';
}

const INTL =
  /^Intl\.(?:NumberFormat|DateTimeFormat|PluralRules|Collator|RelativeTimeFormat|ListFormat|DisplayNames|Segmenter)$/u;
const NAMED =
  /(?:[Aa]jv|Validator|Formatter|Schema|Template|Collator|Compiler|Matcher|Minimatch)$/u;
const COMPILING = /^(?:compile|precompile|template)(?![a-z])/u;
const BUILDERS = /^(?:joi|yup|zod|z)$/iu;
const ASKING =
  /^(?:validate|validateAsync|validateSync|parse|parseAsync|safeParse|safeParseAsync|isValid|isValidSync)$/u;

function constructionOf(made: SgNode, scene: AnalysisContext): Construction | null {
  if (kindOf(made) === 'new_expression') return ofNew(made, scene);
  const callee = bare(made.field('function') ?? made);
  const name = readCalleeName(made);
  if (callee.text() === 'RegExp') return ofRegExp(made, scene);
  if (/^Object\.(?:keys|values|entries)$/u.test(callee.text())) {
    const isList = (use: SgNode) => isReadOnlyUse(use, scene);
    return scene.bindings.isBuiltin('Object') && isOfName(made)
      ? { base: 'keptNames', isAsked: isList }
      : null;
  }
  if (COMPILING.test(name))
    return {
      base: 'keptCompiled',
      isOfOneValue: true,
      isAsked: (use) => isCalled(use) || isPlainErrors(use),
    };
  const root = /^\w+/u.exec(callee.text())?.[0] ?? '';
  const isBuilt = BUILDERS.test(root) && !ASKING.test(name);
  return isBuilt
    ? { base: 'keptSchema', isAsked: (use) => ASKING.test(methodOn(use) ?? '') }
    : null;
}

function ofNew(made: SgNode, scene: AnalysisContext): Construction | null {
  const maker = made.field('constructor')?.text() ?? '';
  if (maker === 'RegExp') return ofRegExp(made, scene);
  if (INTL.test(maker)) {
    const isAsked = (use: SgNode) => methodOn(use) !== null;
    return scene.bindings.isBuiltin('Intl')
      ? { base: 'keptFormatter', isAsked, type: maker }
      : null;
  }
  if (/^(?:Set|Map)$/u.test(maker) && scene.bindings.isBuiltin(maker)) {
    const isAsked = (use: SgNode) => /^(?:has|get)$/u.test(methodOn(use) ?? '');
    return argumentsOf(made).length === 1 ? { base: 'keptLookup', isAsked } : null;
  }
  if (/^Text(?:Encoder|Decoder)$/u.test(maker) && scene.bindings.isBuiltin(maker)) {
    return { base: 'keptCoder', isAsked: isWholeCoding };
  }
  const isNamed = NAMED.test(maker) && /^[\w.$]+$/u.test(maker);
  return isNamed ? { base: 'kept', isAsked: (use) => methodOn(use) !== null } : null;
}

function ofRegExp(made: SgNode, scene: AnalysisContext): Construction | null {
  const [pattern, flags] = argumentsOf(made);
  const text = flags === undefined ? '' : stringValue(flags);
  if (pattern === undefined || text === null || text.includes('y')) return null;
  if (!scene.bindings.isBuiltin('RegExp')) return null;
  const isAsked = (use: SgNode): boolean => {
    const given = givenTo(use);
    if (given !== null) return /^(?:replace|replaceAll|match|matchAll|split|search)$/u.test(given);
    return !text.includes('g') && /^(?:test|exec)$/u.test(methodOn(use) ?? '');
  };
  return { base: 'keptPattern', isAsked };
}

/** True for `encode`, or for `decode` without options; `stream` would leave state behind. */
function isWholeCoding(use: SgNode): boolean {
  const call = use.parent()?.parent();
  const method = methodOn(use);
  if (method === 'encode' || method === 'encodeInto') return true;
  return method === 'decode' && call != null && argumentsOf(call).length < 2;
}

/** True if the object whose keys are listed is a name; a call may return a new object each time. */
function isOfName(made: SgNode): boolean {
  const [of, ...others] = argumentsOf(made);
  return of !== undefined && others.length === 0 && /^[\w$]+(?:\.[\w$]+)*$/u.test(of.text());
}

/** Returns the method that a use calls on the value; null for other uses. */
function methodOn(use: SgNode): string | null {
  const call = use.parent()?.parent();
  const method = call === null || call === undefined ? null : methodCallOf(call);
  return method !== null && method.receiver.id() === use.id() ? method.method : null;
}

function givenTo(use: SgNode): string | null {
  const call = use.parent()?.parent();
  const method = call === null || call === undefined ? null : methodCallOf(call);
  return method !== null && method.given[0]?.id() === use.id() ? method.method : null;
}

function isCalled(use: SgNode): boolean {
  const parent = use.parent();
  return (
    parent !== null &&
    kindOf(parent) === 'call_expression' &&
    parent.field('function')?.id() === use.id()
  );
}

/** True for `validate.errors` without `await` in its function: no other validation between. */
function isPlainErrors(use: SgNode): boolean {
  const parent = use.parent();
  const around = functionAround(use);
  const isRead =
    parent !== null &&
    kindOf(parent) === 'member_expression' &&
    parent.field('property')?.text() === 'errors';
  return (
    isRead &&
    around !== null &&
    findOwnNodes(around.field('body') ?? around, 'await_expression').length === 0
  );
}
