import type { SgNode } from '@ast-grep/napi';
import {
  functionAround,
  isPrivate,
  isWritten,
  kindOf,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import {
  type AnalysisContext,
  type Codemod,
  type CodemodMatch,
  createTypeAwareCodemod,
} from '../codemod.ts';
import {
  MAX_CACHED_LENGTH,
  MAX_CACHED_RESULTS,
  MEMOIZED_FUNCTION,
} from '../injected-functions/cache-helpers.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import {
  createMatch,
  declareBefore,
  declareInModule,
  findEnclosingStatement,
  insertText,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { isReadOnlyUse, listParameters } from '../syntax/is-read-only-list-use.ts';
import { inferResultKind, inferValueKind } from './infer-cacheable-value-type.ts';
import { findValueUses, isModuleConstant } from './loop-invariants.ts';
import {
  findRootObject,
  findWriteTargets,
  isDeclaredWithin,
  readCalleeName,
} from './syntax-node-lookups.ts';

export const memoizeByKey: Codemod = createTypeAwareCodemod(
  {
    id: 'memo-by-key',
    title: 'Memoize a pure function by key',
    complexity: 'Medium',
    evidence: 'checked',
    preconditions: `A module function with a name and one plain parameter, neither a generator nor async, that costs more than a lookup: it contains a loop, two calls of itself, a RegExp, calls that process a text or a list, or several calls that copy part of a text or a list. The function changes only what it has created, reads from outside only constants, functions and imports of the file, accepts no function, and depends on neither the time, random numbers, \`this\` nor \`arguments\`. Results are cached for strings of up to ${MAX_CACHED_LENGTH} characters, numbers and booleans, if the results are such values too, or if no code outside the file can call the function and all callers in the file only read its result; if the source or the observed calls show that neither holds, the function is left alone. The last ${MAX_CACHED_RESULTS} results are cached.`,
    seenIn: [
      'ddmills/geotic: src/util/string-util.js',
      'aws/jsii: packages/jsii/lib/case.ts',
      'date-fns/date-fns: src/nextDay/index.ts',
    ],
  },
  (scene) =>
    nodesOf(scene.root, 'function_declaration', 'arrow_function', 'function_expression').flatMap(
      (node) => changeOf(node, scene),
    ),
);

function changeOf(declared: SgNode, scene: AnalysisContext): readonly CodemodMatch[] {
  const holder = kindOf(declared) === 'function_declaration' ? declared : declared.parent();
  const isHeld =
    holder !== null && /^(?:function_declaration|variable_declarator)$/u.test(kindOf(holder));
  const name = isHeld ? holder.field('name') : null;
  const body = declared.field('body');
  const [parameter, ...others] = listParameters(declared);
  if (name === null || body === null || parameter === undefined || others.length > 0) return [];
  const of = scene.bindings.of(name);
  if (of === null || of.writes.length > 0 || functionAround(declared) !== null) return [];
  if (of.references.some(isKeptAlready) || /Anew\d*$/u.test(name.text())) return [];
  if (!isPlainParameter(parameter) || declared.field('type_parameters') !== null) return [];
  if (declared.children().some((child) => /^(?:async|\*)$/u.test(child.text()))) return [];
  if (!isCostly(body, name.text()) || !isPureFunction(declared, body, scene)) return [];
  const helper = addHelperFunction(scene.source, MEMOIZED_FUNCTION);
  if (helper === null) return [];
  const isRead =
    isPrivate(of, scene.bindings) &&
    of.references.every((reference) => isCalledToRead(reference, scene));
  const answer = inferResultKind(declared, body, scene);
  // If results are never cached, each call only pays for the lookup.
  if ((answer === 'object' && !isRead) || inferValueKind(parameter, scene) === 'object') return [];
  const edits = keptEdits({ name, declared, body, parameter, isRead }, scene);
  if (edits.length === 0) return [];
  return [
    {
      ...createMatch(declared, [...edits, ...helper]),
      keeps: {
        function: name.text(),
        keepsObjects: isRead,
        isShown: answer === 'plain' || isRead,
      },
      assumes: [
        `The function ${name.text()} returns the same result for the same argument, and nothing else observes its calls${isRead ? ', or changes its result' : ''}.`,
      ],
    },
  ];
}

interface Kept {
  readonly name: SgNode;
  readonly declared: SgNode;
  readonly body: SgNode;
  readonly parameter: SgNode;
  readonly isRead: boolean;
}

/** Renames the function and adds one under the old name that caches its results. */
function keptEdits(
  { name, declared, body, parameter, isRead }: Kept,
  scene: AnalysisContext,
): CodemodMatch['edits'] {
  const kept = scene.bindings.freshName(`${name.text()}Answers`);
  const anew = scene.bindings.freshName(`${name.text()}Anew`);
  const { start } = spanOf(declared);
  const head = scene.source.text.slice(start, spanOf(body).start);
  const keeper = `const ${kept} = ${MEMOIZED_FUNCTION.name}(${anew}${isRead ? ', true' : ''});`;
  const asking = `${kept}.of(${parameter.text()})`;
  if (kindOf(declared) === 'function_declaration') {
    return [
      declareInModule(scene.source, keeper),
      insertText(start, `${head}{\n  return ${asking};\n}\n\n`),
      replaceNode(name, anew),
    ];
  }
  const statement = findEnclosingStatement(name);
  if (statement === null) return [];
  const type = name.parent()?.field('type')?.text() ?? '';
  const isArrow = kindOf(declared) === 'arrow_function';
  return [
    declareBefore(scene.source, statement, `const ${anew}${type} = ${declared.text()};\n${keeper}`),
    replaceNode(declared, isArrow ? `${head}${asking}` : `${head}{\n  return ${asking};\n}`),
  ];
}

/** True if the use is a call whose result is only read, directly or through a name. */
function isCalledToRead(use: SgNode, scene: AnalysisContext): boolean {
  const call = use.parent();
  if (call === null || call.field('function')?.id() !== use.id()) return false;
  const uses = findValueUses(call, scene);
  return uses?.every((use) => isReadOnlyUse(use, scene) || isAsked(use)) === true;
}

/** True where a field is read, or `get` or `has` is called. */
function isAsked(use: SgNode): boolean {
  const member = use.parent();
  if (member === null || kindOf(member) !== 'member_expression') return false;
  const parent = member.parent();
  if (parent === null || isWritten(member)) return false;
  const isCalled = parent.field('function')?.id() === member.id();
  return isCalled
    ? /^(?:get|has)$/u.test(member.field('property')?.text() ?? '')
    : !/update_expression|unary_expression/u.test(kindOf(parent));
}

function isKeptAlready(use: SgNode): boolean {
  const call = use.parent()?.parent();
  return call !== null && call !== undefined && readCalleeName(call) === MEMOIZED_FUNCTION.name;
}

function isPlainParameter(parameter: SgNode): boolean {
  const declaration = parameter.parent();
  const isIdentifier = kindOf(parameter) === 'identifier';
  const isOptional = declaration === null || kindOf(declaration) === 'optional_parameter';
  return isIdentifier && !isOptional && (declaration.field('value') ?? null) === null;
}

const WORKING =
  /^(?:replace|replaceAll|split|match|matchAll|normalize|map|filter|reduce|reduceRight|sort|toSorted|join|forEach|flatMap|find|findIndex|some|every|localeCompare|repeat|toLocaleLowerCase|toLocaleUpperCase|parse|stringify)$/u;

/** Methods that cost little alone; two or more are worth caching. */
const COPYING = /^(?:slice|concat|from|fill|flat|substring|padStart|padEnd|toFixed)$/u;

function isCostly(body: SgNode, name: string): boolean {
  const loops = nodesOf(
    body,
    'for_statement',
    'for_in_statement',
    'while_statement',
    'do_statement',
    'regex',
  );
  const calls = nodesOf(body, 'call_expression');
  return (
    loops.length > 0 ||
    calls.filter((call) => call.field('function')?.text() === name).length > 1 ||
    calls.some((call) => WORKING.test(methodCallOf(call)?.method ?? '')) ||
    calls.filter((call) => COPYING.test(methodCallOf(call)?.method ?? '')).length > 1
  );
}

const NEVER = [
  'this',
  'super',
  'yield_expression',
  'await_expression',
  'class',
  'class_declaration',
  'meta_property',
  'import',
  'debugger_statement',
] as const;
/** Globals that give the same result for the same arguments. */
const CALM =
  /^(?:Math|String|Number|Boolean|Array|Object|JSON|RegExp|Set|Map|Error|TypeError|RangeError|SyntaxError|BigInt|parseInt|parseFloat|isNaN|isFinite|encodeURIComponent|decodeURIComponent|encodeURI|decodeURI|undefined|NaN|Infinity|Symbol)$/u;
const NEVER_CALLED =
  /^(?:random|now|log|warn|error|info|debug|write|emit|send|fetch|read|readFileSync|existsSync|statSync|exec|next|push|set|add|delete|clear|assign|defineProperty)$/u;
const OF_OWN = /^(?:push|set|add|delete|clear|exec|next|assign)$/u;

/** True if no call can affect another. A generator is assumed to be consumed completely. */
export function isPureFunction(
  declared: SgNode,
  body: SgNode,
  scene: AnalysisContext,
  depth = 0,
): boolean {
  const isGenerator = kindOf(declared) === 'generator_function_declaration';
  const never = nodesOf(body, ...NEVER).map(kindOf);
  if (never.some((kind) => kind !== 'yield_expression' || !isGenerator)) return false;
  const isOwn = (node: SgNode): boolean => {
    const base = findRootObject(node);
    return (
      base !== null &&
      kindOf(base) === 'identifier' &&
      isDeclaredWithin(scene.bindings.of(base), body)
    );
  };
  const isVariable = (node: SgNode): boolean => {
    const of = kindOf(node) === 'identifier' ? scene.bindings.of(node) : null;
    return of !== null && isDeclaredWithin(of, declared);
  };
  if (!findWriteTargets(body).every((target) => isVariable(target) || isOwn(target))) return false;
  const isKnown = nodesOf(body, 'identifier', 'shorthand_property_identifier').every((node) => {
    const of = scene.bindings.of(node);
    if (of === null) return CALM.test(node.text()) && scene.bindings.isBuiltin(node.text());
    return (
      isDeclaredWithin(of, declared) || (isModuleConstant(of, scene) && !isStateful(of.declaration))
    );
  });
  const calls = nodesOf(body, 'call_expression', 'new_expression').every((call) => {
    const name = readCalleeName(call);
    const callee = call.field('function') ?? call.field('constructor');
    if (isChangeOfGiven(call, declared)) return false;
    if (!NEVER_CALLED.test(name)) return isCalmCall(call, declared, scene, depth);
    return OF_OWN.test(name) && callee !== null && isOwn(callee);
  });
  const hasNew = nodesOf(body, 'new_expression').some((node) =>
    /^(?:Date|Proxy|Worker)$/u.test(node.field('constructor')?.text() ?? ''),
  );
  return isKnown && calls && !hasNew;
}

/** True for a mutation of a parameter, such as `list.sort()`; such an argument is no cache key. */
function isChangeOfGiven(call: SgNode, declared: SgNode): boolean {
  const method = methodCallOf(call);
  const isMutating = /^(?:sort|reverse|splice|fill|unshift|pop|shift)$/u.test(method?.method ?? '');
  return (
    isMutating &&
    listParameters(declared).some((parameter) => parameter.text() === method?.receiver.text())
  );
}

/** Maximum depth to which called functions are inspected. */
const MOST_STEPS = 3;

/** True if a called function of this file is pure too; others are judged by name alone. */
function isCalmCall(call: SgNode, from: SgNode, scene: AnalysisContext, depth: number): boolean {
  const callee = call.field('function');
  const of = callee !== null && kindOf(callee) === 'identifier' ? scene.bindings.of(callee) : null;
  if (of === null || of.kind === 'import' || isDeclaredWithin(of, from))
    return of === null || of.kind !== 'parameter';
  const owner =
    of.declaration.field('body') === null ? of.declaration.field('value') : of.declaration;
  const body = owner?.field('body');
  if (owner === null || body === null || body === undefined || depth >= MOST_STEPS) return false;
  return owner.id() === from.id() || isPureFunction(owner, body, scene, depth + 1);
}

/** True for a module-level RegExp that keeps `lastIndex`, or an object filled at run time. */
function isStateful(declaration: SgNode): boolean {
  const value = declaration.field('value');
  if (value === null) return false;
  const flags = /^\/.*\/([a-z]*)$/su.exec(value.text())?.[1] ?? '';
  if (kindOf(value) === 'regex') return /[gy]/u.test(flags) && isAskedForPlace(declaration);
  return (
    kindOf(value) === 'new_expression' && !/^new (?:Set|Map|RegExp)\(\s*[[/'"`]/u.test(value.text())
  );
}

/** True if `test` or `exec` leaves the RegExp's `lastIndex` set; string `replace` does not. */
function isAskedForPlace(declaration: SgNode): boolean {
  const name = declaration.field('name')?.text() ?? '';
  const root = declaration.getRoot().root();
  return nodesOf(root, 'call_expression').some((call) => {
    const method = methodCallOf(call);
    return method?.receiver.text() === name && /^(?:test|exec)$/u.test(method.method);
  });
}
