import type {
  RawOrigin,
  RawVariable,
} from '../extract/calls-functions-and-imports-of-source-file.ts';
import type { ClassReference, CodeSymbol, FunctionSymbol } from './code-symbol.ts';
import type { CodeIndex } from './index-code-declarations-by-name.ts';
import {
  type createTypeResolver,
  type EvaluateExpression,
  MAX_RESOLUTION_STEPS,
} from './type-resolver.ts';

/** Limit on the number of assignments; a name with more may hold any value. */
const MAX_ASSIGNMENTS = 8;

/** Creates a lookup of variables and fields, known if all assignments agree or share a class. */
export function createAssignedSymbolLookup(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  { resolveType, resolveCall }: ReturnType<typeof createTypeResolver>,
) {
  /** Caches each variable's symbol; also ends cycles of names assigned from themselves. */
  const known = new WeakMap<RawVariable, { readonly symbol: CodeSymbol | null }>();

  function resolveVariables(
    file: string,
    variables: readonly RawVariable[],
    depth: number,
  ): CodeSymbol | null {
    const [first, ...others] = variables;
    const symbol = first === undefined ? null : resolveVariable(file, first, depth);
    // A declared type covers all assigned values.
    const isTyped = first?.annotation !== undefined;
    if (symbol === null || isTyped || others.length > MAX_ASSIGNMENTS) return symbol;
    const found = others.flatMap((other) => resolveVariable(file, other, depth) ?? []);
    return findCommonSymbol(index, evaluate, [symbol, ...found], depth + 1);
  }

  function resolveVariable(file: string, variable: RawVariable, depth: number): CodeSymbol | null {
    const cached = known.get(variable);
    if (cached !== undefined) return cached.symbol;
    known.set(variable, { symbol: null });
    const symbol = findSymbol(file, variable, depth);
    known.set(variable, { symbol });
    return symbol;
  }

  function findSymbol(file: string, variable: RawVariable, depth: number): CodeSymbol | null {
    const { kind, annotation, scope, assigningFunction, callArguments = [] } = variable;
    const lookupScope = assigningFunction ?? Math.max(scope, 0);
    const isOnlyTyped = kind === 'type' && annotation !== undefined;
    const value = isOnlyTyped ? null : resolveOrigin(file, lookupScope, variable, depth);
    // A constructed value is more precise than its annotation, and an annotation more precise than
    // a package value such as its `field()`.
    if (value !== null && value.type !== 'package') return value;
    if (annotation !== undefined) {
      const location = { file, scope: lookupScope, self: null };
      return resolveType(location, annotation, depth + 1) ?? value;
    }
    const [wrapped, other] = findFunctionArguments(index, evaluate, file, callArguments, depth);
    if (wrapped === undefined || other !== undefined) return value;
    return value === null ? wrapped : { ...value, wraps: wrapped };
  }

  function resolveOrigin(
    file: string,
    scope: number,
    origin: RawOrigin & { readonly owner?: string | null },
    depth: number,
  ): CodeSymbol | null {
    const { kind, expression, alternatives, owner = null } = origin;
    if (kind === 'either') {
      const branches = (alternatives ?? []).map((alternative) =>
        resolveOrigin(file, scope, { ...alternative, owner }, depth + 1),
      );
      const found = branches.filter((branch) => branch !== null);
      return found.length < branches.length
        ? null
        : findCommonSymbol(index, evaluate, found, depth + 1);
    }
    const symbol = evaluate(file, scope, expression, depth + 1, owner);
    return kind === 'alias' ? symbol : resolveCall(symbol, depth + 1);
  }

  return resolveVariables;
}

/** Functions of the project among the arguments of a call, without duplicates. */
function findFunctionArguments(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  file: string,
  callArguments: readonly (string | number)[],
  depth: number,
): readonly FunctionSymbol[] {
  const functions = index.files.get(file)?.facts.functions ?? [];
  const found = callArguments.flatMap((reference): readonly FunctionSymbol[] => {
    if (typeof reference === 'number') {
      const local = functions.findIndex(({ start }) => start === reference);
      return local === -1 ? [] : [{ type: 'function', file, local }];
    }
    const symbol = evaluate(file, 0, reference, depth + 1);
    return symbol?.type === 'function' ? [symbol] : [];
  });
  return [...new Map(found.map((symbol) => [`${symbol.file}#${symbol.local}`, symbol])).values()];
}

/**
 * Merges alternatives: the symbol itself where all are the same, else their nearest common class.
 * null: they have nothing in common.
 */
function findCommonSymbol(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  symbols: readonly CodeSymbol[],
  depth: number,
): CodeSymbol | null {
  const [first, ...others] = symbols;
  if (first === undefined || others.every((other) => isSameSymbol(first, other)))
    return first ?? null;
  if (first.type !== 'instance' && first.type !== 'class') return null;
  let common = listClassAndBases(index, evaluate, first, depth);
  for (const symbol of others) {
    if (symbol.type !== first.type) return null;
    const bases = listClassAndBases(index, evaluate, symbol, depth);
    common = common.filter((candidate) =>
      bases.some((other) => classKey(candidate) === classKey(other)),
    );
  }
  const [nearest] = common;
  return nearest === undefined ? null : { type: first.type, ...nearest };
}

function isSameSymbol(symbol: CodeSymbol, other: CodeSymbol): boolean {
  return symbolKey(symbol) === symbolKey(other);
}

/** Returns a key that is equal for equal symbols; all symbols of a package share one key. */
function symbolKey(symbol: CodeSymbol): string {
  switch (symbol.type) {
    case 'package':
      return `package ${symbol.source}`;
    case 'list':
      return `list of ${symbolKey(symbol.element)}`;
    case 'function':
      return `function ${symbol.file}#${symbol.local}`;
    case 'module':
      return `module ${symbol.file}`;
    default:
      return `${symbol.type} ${classKey(symbol)}`;
  }
}

function classKey({ file, name }: ClassReference): string {
  return `${file}#${name}`;
}

/** Returns a class and its base classes in the project, nearest first. */
function listClassAndBases(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  { file, name }: ClassReference,
  depth: number,
): readonly ClassReference[] {
  const found: ClassReference[] = [{ file, name }];
  for (let step = depth; step < MAX_RESOLUTION_STEPS; step += 1) {
    const last = found.at(-1);
    const baseExpression =
      index.files.get(last?.file ?? '')?.classes.get(last?.name ?? '')?.extends ?? null;
    if (last === undefined || baseExpression === null) break;
    const base = evaluate(last.file, 0, baseExpression, depth + 1);
    if (base?.type !== 'class') break;
    found.push({ file: base.file, name: base.name });
  }
  return found;
}
