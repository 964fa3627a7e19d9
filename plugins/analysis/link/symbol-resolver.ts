import { createAssignedSymbolLookup } from './assigned-value-symbol-resolver.ts';
import { type ClassReference, type CodeSymbol, toPackageMember } from './code-symbol.ts';
import type { CodeIndex, IndexedFile } from './index-code-declarations-by-name.ts';
import { parseExpressionPath } from './parse-expression-path.ts';
import {
  createTypeResolver,
  type EvaluateExpression,
  MAX_RESOLUTION_STEPS,
} from './type-resolver.ts';

export interface SymbolResolver {
  /** Resolves an expression written in a function of a file. */
  readonly evaluate: (file: string, scope: number, expression: string) => CodeSymbol | null;
  readonly resolveExport: (file: string, name: string) => CodeSymbol | null;
}

/** `require('x')` and what follows it: `require('express')()`. */
const REQUIRE_EXPRESSION = /^require\(\s*['"`]([^'"`]+)['"`]\s*\)(.*)$/su;

/** Names that already resolve to an instance, so calling them changes nothing. */
const INSTANCE_NAMES = new Set(['cls', 'super']);

export function createSymbolResolver(index: CodeIndex): SymbolResolver {
  return new ProjectSymbols(index);
}

class ProjectSymbols implements SymbolResolver {
  readonly #index: CodeIndex;
  readonly #types: ReturnType<typeof createTypeResolver>;
  readonly #resolveVariables: ReturnType<typeof createAssignedSymbolLookup>;
  /** Caches resolved names: widely imported names are resolved through the same files each time. */
  readonly #known = new Map<string, CodeSymbol>();

  constructor(index: CodeIndex) {
    const evaluate: EvaluateExpression = (...args) => this.#evaluate(...args);
    this.#index = index;
    this.#types = createTypeResolver(index, evaluate);
    this.#resolveVariables = createAssignedSymbolLookup(index, evaluate, this.#types);
  }

  evaluate(file: string, scope: number, expression: string): CodeSymbol | null {
    return this.#evaluate(file, scope, expression, 0);
  }

  resolveExport(file: string, name: string): CodeSymbol | null {
    return this.#resolveExport(file, name, 0);
  }

  #resolveExport(file: string, name: string, depth: number): CodeSymbol | null {
    const key = `${file}\0${name}`;
    const found = this.#known.get(key) ?? this.#findExport(file, name, depth);
    if (found !== null) this.#known.set(key, found);
    return found;
  }

  #findExport(file: string, name: string, depth: number): CodeSymbol | null {
    const here = this.#index.files.get(file);
    if (here === undefined || depth > MAX_RESOLUTION_STEPS) return null;
    const exported = here.exports.get(name);
    if (exported?.source === null) return this.#lookUp(file, 0, exported.local, depth + 1);
    if (exported !== undefined) {
      return this.#fromModule(file, exported.source, exported.local, depth + 1);
    }
    for (const source of here.stars) {
      const found = this.#fromModule(file, source, name, depth + 1);
      // A package may export any name, so a match in the project wins.
      if (found !== null && found.type !== 'package') return found;
    }
    return null;
  }

  #fromModule(from: string, source: string, name: string, depth: number): CodeSymbol | null {
    const file = this.#index.resolveModule(from, source);
    if (file === null) {
      // In Python `from package import module` may name a file as well as a member of one.
      const module = from.endsWith('.py')
        ? this.#index.resolveModule(from, joinPython(source, name))
        : null;
      if (module !== null) return { type: 'module', file: module };
      return source.startsWith('.') ? null : toPackageMember(from, source, name);
    }
    if (name === '*') return { type: 'module', file };
    const found = this.#resolveExport(file, name, depth + 1);
    if (found !== null || !from.endsWith('.py')) return found;
    const module = this.#index.resolveModule(from, joinPython(source, name));
    return module === null ? null : { type: 'module', file: module };
  }

  /** Resolves a name in the innermost scope that defines it. */
  #lookUp(file: string, scope: number, name: string, depth: number): CodeSymbol | null {
    const here = this.#index.files.get(file);
    if (here === undefined || depth > MAX_RESOLUTION_STEPS) return null;
    for (let at = scope; at > 0; at = here.facts.functions[at]?.parent ?? 0) {
      const inner = here.functions
        .get(name)
        ?.find((local) => here.facts.functions[local]?.parent === at);
      if (inner !== undefined) return { type: 'function', file, local: inner };
      const variables = here.variables.get(name)?.filter((variable) => variable.scope === at) ?? [];
      if (variables.length > 0) return this.#resolveVariables(file, variables, depth + 1);
      // A parameter shadows an outer name.
      if (here.facts.functions[at]?.parameters.includes(name) === true) return null;
    }
    const topLevel = here.functions
      .get(name)
      ?.find((local) => here.facts.functions[local]?.parent === 0);
    if (topLevel !== undefined) return { type: 'function', file, local: topLevel };
    if (here.classes.has(name)) return { type: 'class', file, name };
    const variables = here.variables.get(name)?.filter((variable) => variable.scope === -1) ?? [];
    if (variables.length > 0 && variables[0]?.expression !== name) {
      return this.#resolveVariables(file, variables, depth + 1) ?? { type: 'object', file, name };
    }
    const imported = here.imports.get(name);
    if (imported === undefined)
      return hasMembers(here, name) ? { type: 'object', file, name } : null;
    return this.#fromModule(file, imported.source, imported.imported, depth + 1);
  }

  #evaluate(
    file: string,
    scope: number,
    expression: string,
    depth: number,
    owner: string | null = null,
  ): CodeSymbol | null {
    const required = REQUIRE_EXPRESSION.exec(expression);
    if (required !== null) {
      const [, source = '', rest = ''] = required;
      const module = this.#fromModule(file, source, '*', depth + 1);
      // Members of a package belong to the package; of a module of the project, only the module is
      // known.
      if (module?.type !== 'package') return rest === '' ? module : null;
      const members = parseExpressionPath(`it${rest}`)?.slice(1) ?? [];
      return { ...module, name: [module.name, ...members.map((step) => step.name)].join('.') };
    }
    const steps = depth > MAX_RESOLUTION_STEPS ? null : parseExpressionPath(expression);
    const [first, ...rest] = steps ?? [];
    if (first === undefined) return null;
    let symbol = this.#resolveFirstName(file, scope, first.name, depth, owner);
    if (first.isCalled && !INSTANCE_NAMES.has(first.name)) {
      symbol = this.#types.resolveCall(symbol, depth);
    }
    for (const { name, isCalled } of rest) {
      if (symbol === null) return null;
      symbol = this.#resolveMember(symbol, name, depth + 1);
      if (isCalled) symbol = this.#types.resolveCall(symbol, depth);
    }
    return symbol;
  }

  #resolveFirstName(
    file: string,
    scope: number,
    name: string,
    depth: number,
    owner: string | null,
  ): CodeSymbol | null {
    if (name !== 'this' && name !== 'self' && name !== 'super' && name !== 'cls') {
      return this.#lookUp(file, scope, name, depth + 1);
    }
    const here = this.#index.files.get(file);
    let className = owner;
    for (let at = scope; at > 0 && className === null; ) {
      const around = here?.facts.functions[at];
      className = around?.owner ?? null;
      at = around?.parent ?? 0;
    }
    if (here === undefined || className === null) return null;
    const classFacts = here.classes.get(className);
    if (classFacts === undefined) return { type: 'object', file, name: className };
    if (name !== 'super') return { type: 'instance', file, name: className };
    const base =
      classFacts.extends === null ? null : this.#evaluate(file, 0, classFacts.extends, depth + 1);
    return base?.type === 'class' ? { ...base, type: 'instance' } : base;
  }

  #resolveMember(symbol: CodeSymbol, name: string, depth: number): CodeSymbol | null {
    if (symbol.type === 'package') {
      const { wraps, ...packageSymbol } = symbol;
      return { ...packageSymbol, name: `${symbol.name}.${name}` };
    }
    if (symbol.type === 'list') {
      return symbol.container === null
        ? null
        : this.#resolveMember(symbol.container, name, depth + 1);
    }
    if (symbol.type === 'function' || depth > MAX_RESOLUTION_STEPS) return null;
    if (symbol.type === 'module') return this.#resolveExport(symbol.file, name, depth + 1);
    return this.#resolveClassMember(symbol, { file: symbol.file, name: symbol.name }, name, depth);
  }

  /** Returns a member of a class or its bases; the lookup began in `lookupClass`. */
  #resolveClassMember(
    symbol: CodeSymbol & ClassReference,
    lookupClass: ClassReference,
    name: string,
    depth: number,
  ): CodeSymbol | null {
    if (depth > MAX_RESOLUTION_STEPS) return null;
    const here = this.#index.files.get(symbol.file);
    const local = here?.functions.get(`${symbol.name}.${name}`)?.[0];
    if (local !== undefined) {
      const method = { type: 'function', file: symbol.file, local, lookupClass } as const;
      const isGetter = here?.facts.functions[local]?.isGetter === true && symbol.type !== 'class';
      return isGetter ? (this.#types.resolveResult(method, depth + 1) ?? method) : method;
    }
    const fields = here?.variables.get(`${symbol.name}.${name}`);
    if (fields !== undefined) return this.#resolveVariables(symbol.file, fields, depth + 1);
    const baseExpression = here?.classes.get(symbol.name)?.extends ?? null;
    if (baseExpression === null) return null;
    const base = this.#evaluate(symbol.file, 0, baseExpression, depth + 1);
    if (base?.type !== 'class')
      return base === null ? null : this.#resolveMember(base, name, depth + 1);
    const type = symbol.type === 'instance' ? 'instance' : 'class';
    return this.#resolveClassMember({ ...base, type }, lookupClass, name, depth + 1);
  }
}

function joinPython(source: string, name: string): string {
  return source.endsWith('.') ? source + name : `${source}.${name}`;
}

function hasMembers(here: IndexedFile, name: string): boolean {
  return here.facts.functions.some(({ owner }) => owner === name);
}
