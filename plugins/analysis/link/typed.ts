import { listParts } from '../extract/type-name.ts';
import type { CodeIndex } from './code-index.ts';
import type { CodeSymbol, FunctionSymbol } from './code-symbol.ts';

/** Names lead to names; those that lead in a circle are given up. */
export const MOST_STEPS = 24;

/** What an expression stands for; `owner` is the class that `self` is of where the function does not say. */
export type Evaluate = (
  file: string,
  scope: number,
  expression: string,
  depth: number,
  owner?: string | null,
) => CodeSymbol | null;

/** Where a type is written. */
interface TypePlace {
  readonly file: string;
  readonly scope: number;
  /** What `Self` and `this` stand for. */
  readonly on: CodeSymbol | null;
}

/** What annotations say, with names that are looked up as all others are. */
export function typesBy(index: CodeIndex, evaluate: Evaluate) {
  /** What is of a type, as `typeName` writes it. */
  function typedAs(place: TypePlace, type: string, depth: number): CodeSymbol | null {
    if (depth > MOST_STEPS) return null;
    const { file, scope, on } = place;
    const parts = listParts(type);
    if (parts === null) {
      if (/^(?:this|(?:\w+\.)*Self)$/u.test(type)) return on;
      const found = evaluate(file, scope, type, depth + 1);
      return found?.type === 'class' ? { ...found, type: 'instance' } : packageOnly(found);
    }
    const element = typedAs(place, parts.element, depth + 1);
    const itself = packageOnly(evaluate(file, scope, parts.list, depth + 1));
    return element === null ? itself : { type: 'list', itself, element };
  }

  /** What a function gives: as its annotation says, or of a package where every `return` gives the same. */
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
      depth > MOST_STEPS
        ? []
        : expressions.map((one) => packageOnly(evaluate(file, scope, one, depth + 1)));
    const [first = null] = given;
    const isSame = given.every(
      (one) => one?.type === 'package' && first?.type === 'package' && one.name === first.name,
    );
    return isSame && first?.type === 'package' ? { ...first, isReturned: true } : null;
  }

  /** What a call gives: an instance of a class (Python), what the function says, something of the same package. */
  function called(symbol: CodeSymbol | null, depth: number): CodeSymbol | null {
    if (symbol?.type === 'class') return { ...symbol, type: 'instance' };
    const own = functionOf(symbol);
    const given = own === null ? null : givenBy(own, depth + 1);
    return given ?? packageOnly(symbol);
  }

  return { typedAs, givenBy, called };
}

/** The function that a call of this runs: itself, or the one that a package has made it of. */
export function functionOf(symbol: CodeSymbol | null): FunctionSymbol | null {
  if (symbol?.type === 'function') return symbol;
  return symbol?.type === 'package' ? (symbol.wraps ?? null) : null;
}

/** The symbol, where it is of a package. */
export function packageOnly(symbol: CodeSymbol | null): CodeSymbol | null {
  return symbol?.type === 'package' ? symbol : null;
}
