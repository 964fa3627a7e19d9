import { parseListType } from '../extract/parse-type-name.ts';
import type { CodeSymbol, FunctionSymbol } from './code-symbol.ts';
import type { CodeIndex } from './index-code-declarations-by-name.ts';

/** Limit on the number of resolution steps, which stops cycles of names. */
export const MAX_RESOLUTION_STEPS = 24;

/** Resolves an expression; `owner` is the class of `self` if the function does not determine it. */
export type EvaluateExpression = (
  file: string,
  scope: number,
  expression: string,
  depth: number,
  owner?: string | null,
) => CodeSymbol | null;

interface TypeLocation {
  readonly file: string;
  readonly scope: number;
  /** Symbol that `Self` and `this` refer to. */
  readonly self: CodeSymbol | null;
}

/** Resolves type annotations; their names are looked up like all others. */
export function createTypeResolver(index: CodeIndex, evaluate: EvaluateExpression) {
  /** Returns the symbol of a value of a type, in the notation of `typeName`. */
  function resolveType(location: TypeLocation, type: string, depth: number): CodeSymbol | null {
    if (depth > MAX_RESOLUTION_STEPS) return null;
    const { file, scope, self } = location;
    const listType = parseListType(type);
    if (listType === null) {
      if (/^(?:this|(?:\w+\.)*Self)$/u.test(type)) return self;
      const found = evaluate(file, scope, type, depth + 1);
      return found?.type === 'class' ? { ...found, type: 'instance' } : toPackageSymbol(found);
    }
    const element = resolveType(location, listType.element, depth + 1);
    const container = toPackageSymbol(evaluate(file, scope, listType.list, depth + 1));
    return element === null ? container : { type: 'list', container, element };
  }

  /** Result of a function: annotated, or of a package if all its `return`s yield the same name. */
  function resolveResult(symbol: FunctionSymbol, depth: number): CodeSymbol | null {
    const { file, local, lookupClass } = symbol;
    const raw = index.files.get(file)?.facts.functions[local];
    if (raw === undefined) return null;
    const { returnType, returnedExpressions = [] } = raw;
    if (returnType === undefined) {
      return raw.isAsync ? null : inferResult(file, local, returnedExpressions, depth);
    }
    const owningClass = lookupClass ?? (raw.owner === null ? null : { file, name: raw.owner });
    const receiver = owningClass === null ? null : ({ type: 'instance', ...owningClass } as const);
    const location = { file, scope: Math.max(raw.parent, 0), self: receiver };
    return resolveType(location, returnType, depth + 1);
  }

  function inferResult(
    file: string,
    scope: number,
    expressions: readonly string[],
    depth: number,
  ): CodeSymbol | null {
    if (depth > MAX_RESOLUTION_STEPS) return null;
    const symbols = expressions.map((expression) => evaluate(file, scope, expression, depth + 1));
    const [first] = symbols;
    if (first?.type !== 'package') return null;
    const isSame = symbols.every(
      (symbol) => symbol?.type === 'package' && symbol.name === first.name,
    );
    return isSame ? { ...first, isReturned: true } : null;
  }

  /** Result of a call: class instance (Python), declared result, or value of the same package. */
  function resolveCall(symbol: CodeSymbol | null, depth: number): CodeSymbol | null {
    if (symbol?.type === 'class') return { ...symbol, type: 'instance' };
    const callee = toFunctionSymbol(symbol);
    const result = callee === null ? null : resolveResult(callee, depth + 1);
    return result ?? toPackageSymbol(symbol);
  }

  return { resolveType, resolveResult, resolveCall };
}

/** Returns the function that calling a symbol runs: itself, or the function a package wraps. */
export function toFunctionSymbol(symbol: CodeSymbol | null): FunctionSymbol | null {
  if (symbol?.type === 'function') return symbol;
  return symbol?.type === 'package' ? (symbol.wraps ?? null) : null;
}

/** Returns the symbol if it belongs to a package, else null. */
export function toPackageSymbol(symbol: CodeSymbol | null): CodeSymbol | null {
  return symbol?.type === 'package' ? symbol : null;
}
