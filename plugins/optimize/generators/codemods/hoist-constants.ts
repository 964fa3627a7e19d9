import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  functionAround,
  isInside,
  kindOf,
  literalText,
  methodCallOf,
  methodCalls,
  nodesOf,
  spanOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { createMatch, declareInModule, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Replaces an expression with a module-level constant. */
function hoisted(scene: AnalysisContext, part: SgNode, base: string): CodemodMatch {
  const name = scene.bindings.freshName(base);
  const declared = declareInModule(scene.source, `const ${name} = ${bare(part).text()};`);
  return createMatch(part, [declared, replaceNode(part, name)]);
}

/** True for literals, and for objects and lists of literals. */
function isLiteral(node: SgNode): boolean {
  const kind = kindOf(node);
  if (kind === 'template_string') return stringValue(node) !== null;
  if (kind === 'object') {
    return node.namedChildren().every((namedChild) => {
      const [key, value] = [namedChild.field('key'), namedChild.field('value')];
      const isPlain = key !== null && /^(?:property_identifier|string)$/u.test(kindOf(key));
      return kindOf(namedChild) === 'pair' && isPlain && value !== null && isLiteral(value);
    });
  }
  if (kind === 'array') return node.namedChildren().every(isLiteral);
  return /^(?:string|number|true|false|null)$/u.test(kind);
}

/** Returns the value of a literal accepted by `isLiteral`; undefined if it cannot be read. */
function literalOf(node: SgNode | undefined): unknown {
  if (node === undefined) return undefined;
  const text = node
    .text()
    .replace(/'([^'"\\]*)'/gu, '"$1"')
    .replace(/([{,]\s*)([A-Za-z_]\w*)\s*:/gu, '$1"$2":')
    .replace(/,(\s*[}\]])/gu, '$1');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const PATTERN_USERS = /^(?:test|exec)$/u;

export const hoistRegexp: Codemod = createTypeAwareCodemod(
  {
    id: 'hoist-regexp',
    title: 'Compile a RegExp once',
    preconditions:
      'A function calls `test` or `exec` immediately on a `new RegExp` of literal strings that form a valid pattern, without the flags `g` and `y`, so that nothing else can reference the RegExp.',
    seenIn: ['typed-rest-client 2.3.1, HttpClient.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'test', 'exec').flatMap(({ receiver, method }) => {
      const made = bare(receiver);
      if (!PATTERN_USERS.test(method) || kindOf(made) !== 'new_expression') return [];
      if (made.field('constructor')?.text() !== 'RegExp') return [];
      if (!scene.bindings.isBuiltin('RegExp') || functionAround(made) === null) return [];
      const given = argumentsOf(made);
      const isPattern =
        given.length > 0 && given.every((argument) => kindOf(argument) === 'string');
      return isPattern && isValidPattern(given) ? [hoisted(scene, receiver, 'PATTERN')] : [];
    }),
);

function isValidPattern(given: readonly SgNode[]): boolean {
  const [pattern, flags = ''] = given.map(literalText);
  if (typeof pattern !== 'string' || typeof flags !== 'string' || /[gy]/u.test(flags)) return false;
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}

const FORMATTING = /^(?:format|formatToParts|formatRange|select|compare|segment|of)$/u;
/** Formatters whose results do not depend on the machine. */
const FORMATTERS =
  /^Intl\.(?:NumberFormat|DateTimeFormat|PluralRules|Collator|RelativeTimeFormat|ListFormat)$/u;

export const hoistIntl: Codemod = createTypeAwareCodemod(
  {
    id: 'hoist-intl-formatter',
    title: 'Create a formatter once',
    preconditions:
      'A function creates an `Intl` formatter with a literal locale and valid literal options, and immediately calls a method on it; a date formatter must set a time zone, because the time zone of the process may change.',
    seenIn: ['@stryker-mutator/core 10.1.1, src/fs/project.ts'],
  },
  (scene) =>
    nodesOf(scene.root, 'new_expression').flatMap((made) => {
      const name = made.field('constructor')?.text() ?? '';
      if (!FORMATTERS.test(name) || !scene.bindings.isBuiltin('Intl')) return [];
      const given = argumentsOf(made);
      if (functionAround(made) === null || !isUsedAtOnce(made)) return [];
      return isValidFormatter(name, given) ? [hoisted(scene, made, 'formatter')] : [];
    }),
);

function isUsedAtOnce(made: SgNode): boolean {
  let above = made.parent();
  while (above !== null && kindOf(above) === 'parenthesized_expression') above = above.parent();
  const call = above?.parent() ?? null;
  const method = call === null ? null : methodCallOf(call);
  return (
    method !== null && FORMATTING.test(method.method) && bare(method.receiver).id() === made.id()
  );
}

function isValidFormatter(name: string, given: readonly SgNode[]): boolean {
  const [locale, options] = given;
  if (locale === undefined || kindOf(locale) !== 'string' || given.length > 2) return false;
  if (options !== undefined && (kindOf(options) !== 'object' || !isLiteral(options))) return false;
  const read = options === undefined ? {} : literalOf(options);
  if (typeof read !== 'object' || read === null) return false;
  if (name === 'Intl.DateTimeFormat' && !('timeZone' in read)) return false;
  return constructs(name.slice('Intl.'.length), literalOf(locale), read);
}

function constructs(name: string, locale: unknown, options: object): boolean {
  const maker: unknown = Reflect.get(Intl, name);
  try {
    return typeof maker === 'function' && Reflect.construct(maker, [locale, options]) !== null;
  } catch {
    return false;
  }
}

export const numberToLocaleString: Codemod = createTypeAwareCodemod(
  {
    id: 'number-to-locale-string',
    title: 'Format numbers with one formatter',
    preconditions:
      'A function calls `toLocaleString` on a value known to be a number, with a literal locale and literal options that `Intl.NumberFormat` accepts.',
    seenIn: [
      '@stryker-mutator/core 10.1.1, src/utils/timer.ts',
      'fast-json-stringify 7.3.6, benchmark/bench-thread.js',
    ],
  },
  (scene) =>
    methodCalls(scene.root, 'toLocaleString').flatMap(({ call, receiver, given }) => {
      if (functionAround(call) === null || !scene.shapes.isNumber(receiver)) return [];
      if (given.length !== 2 || !isValidFormatter('Intl.NumberFormat', given)) return [];
      if (!scene.bindings.isBuiltin('Intl')) return [];
      const name = scene.bindings.freshName('numberFormat');
      const words = given.map((argument) => argument.text()).join(', ');
      const declared = `const ${name} = new Intl.NumberFormat(${words});`;
      const text = `${name}.format(${bare(receiver).text()})`;
      return [
        createMatch(call, [declareInModule(scene.source, declared), replaceNode(call, text)]),
      ];
    }),
);

export const localeCompareToCollator: Codemod = createTypeAwareCodemod(
  {
    id: 'locale-compare-to-collator',
    title: 'Compare with one Collator',
    preconditions:
      'A function calls `localeCompare` with a literal locale and literal options that `Intl.Collator` accepts; both compared values are known to be strings.',
    seenIn: ['gabysan87/Practicas-String-Metodos-MDN, p13.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'localeCompare').flatMap(({ call, receiver, given }) => {
      const [other, ...collation] = given;
      if (functionAround(call) === null || other === undefined || given.length !== 3) return [];
      if (!scene.shapes.isString(receiver) || !scene.shapes.isString(other)) return [];
      if (!scene.bindings.isBuiltin('Intl')) return [];
      if (!isValidFormatter('Intl.Collator', collation)) return [];
      const name = scene.bindings.freshName('collator');
      const words = collation.map((argument) => argument.text()).join(', ');
      const declared = `const ${name} = new Intl.Collator(${words});`;
      const text = `${name}.compare(${receiver.text()}, ${other.text()})`;
      return [
        createMatch(call, [declareInModule(scene.source, declared), replaceNode(call, text)]),
      ];
    }),
);

const SCHEMA_USES = /^(?:parse|safeParse|parseAsync|safeParseAsync)$/u;

export const hoistSchema: Codemod = createTypeAwareCodemod(
  {
    id: 'hoist-schema',
    title: 'Create a schema once',
    preconditions:
      'A function creates a zod schema only from zod calls with literals, without a list or an object as a default, and immediately parses a value with the schema.',
    seenIn: ['awsless/awsless, packages/awsless/src/schema/email.ts'],
  },
  (scene) => {
    const zod = scene.bindings.all.find(
      ({ kind, declaration, name }) => kind === 'import' && name === 'z' && isFromZod(declaration),
    );
    if (zod === undefined) return [];
    const span = (node: SgNode) => spanOf(node);
    return nodesOf(scene.root, 'call_expression').flatMap((call) => {
      const method = methodCallOf(call);
      if (method === null || !SCHEMA_USES.test(method.method)) return [];
      const schema = method.receiver;
      const uses = zod.references.filter((reference) => isInside(span(reference), span(schema)));
      if (uses.length === 0 || functionAround(call) === null) return [];
      return isMadeOf(schema, new Set(uses.map((use) => use.id())))
        ? [hoisted(scene, schema, 'schema')]
        : [];
    });
  },
);

function isFromZod(specifier: SgNode): boolean {
  const statement = specifier
    .ancestors()
    .find((ancestor) => kindOf(ancestor) === 'import_statement');
  return /^["']zod(?:\/v[34])?["']$/u.test(statement?.field('source')?.text() ?? '');
}

/** True for expressions of only method calls, these names and literals, constant across calls. */
function isMadeOf(node: SgNode, names: ReadonlySet<number>): boolean {
  const identifiers = nodesOf(node, 'identifier', 'shorthand_property_identifier', 'this');
  if (!identifiers.every((identifier) => names.has(identifier.id()))) return false;
  const others = nodesOf(
    node,
    'arrow_function',
    'function_expression',
    'template_substitution',
    'await_expression',
    'yield_expression',
    'assignment_expression',
    'new_expression',
    'spread_element',
  );
  return others.length === 0 && !nodesOf(node, 'call_expression').some(givesItsOwn);
}

/** `.default([])`: each value that is parsed gets this very list. */
function givesItsOwn(call: SgNode): boolean {
  const found = methodCallOf(call);
  const isDefault = found !== null && /^(?:default|prefault|catch)$/u.test(found.method);
  return isDefault && nodesOf(call.field('arguments') ?? call, 'object', 'array').length > 0;
}
