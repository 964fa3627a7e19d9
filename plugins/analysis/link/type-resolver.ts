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

/** Location where a type is written. */
interface TypePlace {
  readonly file: string;
  readonly scope: number;
  /** Symbol that `Self` and `this` refer to. */
  readonly on: CodeSymbol | null;
}

/** Resolves type annotations; their names are looked up like all others. */
export function createTypeResolver(index: CodeIndex, evaluate: EvaluateExpression) {
  /** Returns the symbol of a value of a type, in the notation of `typeName`. */
  function typedAs(place: TypePlace, type: string, depth: number): CodeSymbol | null {
    if (depth > MAX_RESOLUTION_STEPS) return null;
    const { file, scope, on } = place;
    const parts = parseListType(type);
    if (parts === null) {
      if (/^(?:this|(?:\w+\.)*Self)$/u.test(type)) return on;
      const found = evaluate(file, scope, type, depth + 1);
      return found?.type === 'class' ? { ...found, type: 'instance' } : toPackageSymbol(found);
    }
    const element = typedAs(place, parts.element, depth + 1);
    const itself = toPackageSymbol(evaluate(file, scope, parts.list, depth + 1));
    return element === null ? itself : { type: 'list', itself, element };
  }

  /** Result of a function: annotated, or of a package if all its `return`s yield the same name. */
  function givenBy({ file, local, on }: FunctionSymbol, depth: number): CodeSymbol | null {
    const raw = index.files.get(file)?.facts.functions[local];
    if (raw === undefined) return null;
    if (raw.returns === undefined)
      return raw.isAsync ? null : returned(file, local, raw.gives ?? [], depth);
    const own = on ?? (raw.owner === null ? null : { file, name: raw.owner });
    const receiver = own === null ? null : ({ type: 'instance', ...own } as const);
    const place = { file, scope: Math.max(raw.parent, 0), on: receiver };
    return typedAs(place, raw.returns, depth + 1);
  }

  function returned(
    file: string,
    scope: number,
    expressions: readonly string[],
    depth: number,
  ): CodeSymbol | null {
    const given =
      depth > MAX_RESOLUTION_STEPS
        ? []
        : expressions.map((expression) =>
            toPackageSymbol(evaluate(file, scope, expression, depth + 1)),
          );
    const [first = null] = given;
    const isSame = given.every(
      (symbol) =>
        symbol?.type === 'package' && first?.type === 'package' && symbol.name === first.name,
    );
    return isSame && first?.type === 'package' ? { ...first, isReturned: true } : null;
  }

  /** Result of a call: class instance (Python), declared result, or value of the same package. */
  function called(symbol: CodeSymbol | null, depth: number): CodeSymbol | null {
    if (symbol?.type === 'class') return { ...symbol, type: 'instance' };
    const own = toFunctionSymbol(symbol);
    const given = own === null ? null : givenBy(own, depth + 1);
    return given ?? toPackageSymbol(symbol);
  }

  return { typedAs, givenBy, called };
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
