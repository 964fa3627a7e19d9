import type {
  RawOrigin,
  RawVariable,
} from '../extract/calls-functions-and-imports-of-source-file.ts';
import type { CodeSymbol, FunctionSymbol } from './code-symbol.ts';
import { findCommonSymbol } from './find-symbol-common-to-alternatives.ts';
import type { CodeIndex } from './index-code-declarations-by-name.ts';
import type { createTypeResolver, EvaluateExpression } from './type-resolver.ts';

/** Limit on the number of assignments; a name with more may hold any value. */
const MOST_VALUES = 8;

/** Creates a lookup of variables and fields, known if all assignments agree or share a class. */
export function createAssignedSymbolLookup(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  { typedAs, called }: ReturnType<typeof createTypeResolver>,
) {
  /** Caches each variable's symbol; also ends cycles of names assigned from themselves. */
  const known = new WeakMap<RawVariable, { readonly symbol: CodeSymbol | null }>();

  function heldBy(
    file: string,
    variables: readonly RawVariable[],
    depth: number,
  ): CodeSymbol | null {
    const [first, ...others] = variables;
    const symbol = first === undefined ? null : held(file, first, depth);
    // A declared type covers all assigned values.
    if (symbol === null || first?.typed !== undefined || others.length > MOST_VALUES) return symbol;
    const found = others.flatMap((other) => held(file, other, depth) ?? []);
    return findCommonSymbol(index, evaluate, [symbol, ...found], depth + 1);
  }

  function held(file: string, variable: RawVariable, depth: number): CodeSymbol | null {
    const before = known.get(variable);
    if (before !== undefined) return before.symbol;
    known.set(variable, { symbol: null });
    const symbol = findHeld(file, variable, depth);
    known.set(variable, { symbol });
    return symbol;
  }

  function findHeld(file: string, variable: RawVariable, depth: number): CodeSymbol | null {
    const { how, typed, scope, within, given = [] } = variable;
    const at = within ?? Math.max(scope, 0);
    const value = how === 'type' && typed !== undefined ? null : made(file, at, variable, depth);
    // A constructed value is more precise than its annotation, and an annotation more precise than
    // a package value such as its `field()`.
    if (value !== null && value.type !== 'package') return value;
    if (typed !== undefined) {
      const place = { file, scope: at, on: null };
      return typedAs(place, typed, depth + 1) ?? value;
    }
    const [wraps, other] = functionsAmong(index, evaluate, file, given, depth);
    if (wraps === undefined || other !== undefined) return value;
    return value === null ? wraps : { ...value, wraps };
  }

  function made(
    file: string,
    scope: number,
    { how, of, alternatives, owner = null }: RawOrigin & { readonly owner?: string | null },
    depth: number,
  ): CodeSymbol | null {
    if (how === 'either') {
      const branches = (alternatives ?? []).map((alternative) =>
        made(file, scope, { ...alternative, owner }, depth + 1),
      );
      const found = branches.filter((branch) => branch !== null);
      return found.length < branches.length
        ? null
        : findCommonSymbol(index, evaluate, found, depth + 1);
    }
    const symbol = evaluate(file, scope, of, depth + 1, owner);
    return how === 'alias' ? symbol : called(symbol, depth + 1);
  }

  return heldBy;
}

/** Functions of the project among the arguments of a call, without duplicates. */
function functionsAmong(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  file: string,
  given: readonly (string | number)[],
  depth: number,
): readonly FunctionSymbol[] {
  const functions = index.files.get(file)?.facts.functions ?? [];
  const found = given.flatMap((reference): readonly FunctionSymbol[] => {
    if (typeof reference === 'number') {
      const local = functions.findIndex(({ start }) => start === reference);
      return local === -1 ? [] : [{ type: 'function', file, local }];
    }
    const symbol = evaluate(file, 0, reference, depth + 1);
    return symbol?.type === 'function' ? [symbol] : [];
  });
  return [
    ...new Map(
      found.map((functionSymbol) => [
        `${functionSymbol.file}#${functionSymbol.local}`,
        functionSymbol,
      ]),
    ).values(),
  ];
}
