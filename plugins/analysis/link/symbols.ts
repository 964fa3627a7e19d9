import type { CodeIndex, IndexedFile } from './code-index.ts';
import type { ClassPlace, CodeSymbol } from './code-symbol.ts';
import { expressionPath } from './expression-path.ts';
import { holdersBy } from './held.ts';
import { packaged } from './module-source.ts';
import { MOST_STEPS, typesBy } from './typed.ts';

export interface Symbols {
  /** What an expression stands for that is written in a function of a file. */
  readonly evaluate: (file: string, scope: number, expression: string) => CodeSymbol | null;
  readonly exported: (file: string, name: string) => CodeSymbol | null;
}

export function createSymbols(index: CodeIndex): Symbols {
  return {
    evaluate: (file, scope, expression) => evaluate(index, file, scope, expression, 0),
    exported: (file, name) => exported(index, file, name, 0),
  };
}

const types = typesBy(evaluate);
const { givenBy, called } = types;
const heldBy = holdersBy(evaluate, types);

/** What was found so far: names that everybody imports lead through the same files each time. */
const known = new WeakMap<IndexedFile, Map<string, CodeSymbol>>();

function exported(
  context: CodeIndex,
  file: string,
  name: string,
  depth: number,
): CodeSymbol | null {
  const here = context.files.get(file);
  if (here === undefined) return null;
  const before = known.get(here)?.get(name);
  if (before !== undefined) return before;
  const found = findExported(context, file, name, depth);
  if (found === null) return null;
  const names = known.get(here) ?? new Map<string, CodeSymbol>();
  known.set(here, names.set(name, found));
  return found;
}

function findExported(
  context: CodeIndex,
  file: string,
  name: string,
  depth: number,
): CodeSymbol | null {
  const here = context.files.get(file);
  if (here === undefined || depth > MOST_STEPS) return null;
  const own = here.exports.get(name);
  if (own !== undefined && own.source === null)
    return lookUp(context, file, 0, own.local, depth + 1);
  if (own !== undefined && own.source !== null) {
    return fromModule(context, file, own.source, own.local, depth + 1);
  }
  for (const source of here.stars) {
    const found = fromModule(context, file, source, name, depth + 1);
    // A package may export anything: whatever else has the name is meant.
    if (found !== null && found.type !== 'package') return found;
  }
  return null;
}

function fromModule(
  context: CodeIndex,
  from: string,
  source: string,
  name: string,
  depth: number,
): CodeSymbol | null {
  const file = context.resolveModule(from, source);
  if (file === null) {
    // In Python `from package import module` names a file as often as something in one.
    const module = from.endsWith('.py')
      ? context.resolveModule(from, joinPython(source, name))
      : null;
    if (module !== null) return { type: 'module', file: module };
    return source.startsWith('.') ? null : packaged(from, source, name);
  }
  if (name === '*') return { type: 'module', file };
  const found = exported(context, file, name, depth + 1);
  if (found !== null || !from.endsWith('.py')) return found;
  const module = context.resolveModule(from, joinPython(source, name));
  return module === null ? null : { type: 'module', file: module };
}

function joinPython(source: string, name: string): string {
  return source.endsWith('.') ? source + name : `${source}.${name}`;
}

/** The innermost thing of that name that the function sees. */
function lookUp(
  context: CodeIndex,
  file: string,
  scope: number,
  name: string,
  depth: number,
): CodeSymbol | null {
  const here = context.files.get(file);
  if (here === undefined || depth > MOST_STEPS) return null;
  for (let at = scope; at > 0; at = here.facts.functions[at]?.parent ?? 0) {
    const inner = here.functions.get(name)?.find((one) => here.facts.functions[one]?.parent === at);
    if (inner !== undefined) return { type: 'function', file, local: inner };
    const variables = here.variables.get(name)?.filter((one) => one.scope === at) ?? [];
    if (variables.length > 0) return heldBy(context, file, variables, depth + 1);
    // A parameter hides what has its name outside.
    if (here.facts.functions[at]?.parameters.includes(name) === true) return null;
  }
  const own = here.functions.get(name)?.find((one) => here.facts.functions[one]?.parent === 0);
  if (own !== undefined) return { type: 'function', file, local: own };
  if (here.classes.has(name)) return { type: 'class', file, name };
  const variables = here.variables.get(name)?.filter((one) => one.scope === -1) ?? [];
  if (variables.length > 0 && variables[0]?.of !== name) {
    return heldBy(context, file, variables, depth + 1) ?? { type: 'object', file, name };
  }
  const imported = here.imports.get(name);
  if (imported === undefined) return hasMembers(here, name) ? { type: 'object', file, name } : null;
  return fromModule(context, file, imported.source, imported.imported, depth + 1);
}

function hasMembers(here: IndexedFile, name: string): boolean {
  return here.facts.functions.some(({ owner }) => owner === name);
}

/** `require('x')`, and what hangs on it: `require('express')()`. */
const REQUIRED = /^require\(\s*['"`]([^'"`]+)['"`]\s*\)(.*)$/su;

function evaluate(
  context: CodeIndex,
  file: string,
  scope: number,
  expression: string,
  depth: number,
  owner: string | null = null,
): CodeSymbol | null {
  const required = REQUIRED.exec(expression);
  if (required !== null) {
    const [, source = '', rest = ''] = required;
    const module = fromModule(context, file, source, '*', depth + 1);
    // What a package gives is of the package; of a module of the project, only the module is known.
    if (module?.type !== 'package') return rest === '' ? module : null;
    const after = expressionPath(`it${rest}`)?.slice(1) ?? [];
    return { ...module, name: [module.name, ...after.map((step) => step.name)].join('.') };
  }
  const steps = depth > MOST_STEPS ? null : expressionPath(expression);
  const [first, ...rest] = steps ?? [];
  if (first === undefined) return null;
  let symbol = start(context, file, scope, first.name, depth, owner);
  if (first.isCalled && !RECEIVERS.has(first.name)) symbol = called(context, symbol, depth);
  for (const { name, isCalled } of rest) {
    if (symbol === null) return null;
    symbol = memberOf(context, symbol, name, depth + 1);
    if (isCalled) symbol = called(context, symbol, depth);
  }
  return symbol;
}

/** What is called by these names is of the class already. */
const RECEIVERS = new Set(['cls', 'super']);

function start(
  context: CodeIndex,
  file: string,
  scope: number,
  name: string,
  depth: number,
  owner: string | null,
): CodeSymbol | null {
  if (name !== 'this' && name !== 'self' && name !== 'super' && name !== 'cls') {
    return lookUp(context, file, scope, name, depth + 1);
  }
  const here = context.files.get(file);
  let of = owner;
  for (let at = scope; at > 0 && of === null; at = here?.facts.functions[at]?.parent ?? 0) {
    of = here?.facts.functions[at]?.owner ?? null;
  }
  if (here === undefined || of === null) return null;
  const known = here.classes.get(of);
  if (known === undefined) return { type: 'object', file, name: of };
  if (name !== 'super') return { type: 'instance', file, name: of };
  const above =
    known.extends === null ? null : evaluate(context, file, 0, known.extends, depth + 1);
  return above?.type === 'class' ? { ...above, type: 'instance' } : above;
}

function memberOf(
  context: CodeIndex,
  symbol: CodeSymbol,
  name: string,
  depth: number,
): CodeSymbol | null {
  if (symbol.type === 'package') {
    return { type: 'package', source: symbol.source, name: `${symbol.name}.${name}` };
  }
  if (symbol.type === 'list') {
    return symbol.itself === null ? null : memberOf(context, symbol.itself, name, depth + 1);
  }
  if (symbol.type === 'function' || depth > MOST_STEPS) return null;
  if (symbol.type === 'module') return exported(context, symbol.file, name, depth + 1);
  return memberOn(context, symbol, { file: symbol.file, name: symbol.name }, name, depth);
}

/** The member of a class or of one above it; `on` is where it was asked for. */
function memberOn(
  context: CodeIndex,
  symbol: CodeSymbol & ClassPlace,
  on: ClassPlace,
  name: string,
  depth: number,
): CodeSymbol | null {
  if (depth > MOST_STEPS) return null;
  const here = context.files.get(symbol.file);
  const own = here?.functions.get(`${symbol.name}.${name}`)?.[0];
  if (own !== undefined) {
    const method = { type: 'function', file: symbol.file, local: own, on } as const;
    const isGetter = here?.facts.functions[own]?.isGetter === true && symbol.type !== 'class';
    return isGetter ? (givenBy(context, method, depth + 1) ?? method) : method;
  }
  const fields = here?.variables.get(`${symbol.name}.${name}`);
  if (fields !== undefined) return heldBy(context, symbol.file, fields, depth + 1);
  const above = here?.classes.get(symbol.name)?.extends ?? null;
  if (above === null) return null;
  const base = evaluate(context, symbol.file, 0, above, depth + 1);
  if (base?.type !== 'class')
    return base === null ? null : memberOf(context, base, name, depth + 1);
  const type = symbol.type === 'instance' ? 'instance' : 'class';
  return memberOn(context, { ...base, type }, on, name, depth + 1);
}
