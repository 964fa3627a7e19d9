import type { EncodedValue, NonJsonNumber } from './encoded-value.ts';

/** Maximum length of recorded strings, in characters. */
const MOST_CHARACTERS = 2_000_000;

const WELL_KNOWN = new Map<symbol, string>(
  Object.getOwnPropertyNames(Symbol).flatMap((name) => {
    const value: unknown = Reflect.get(Symbol, name);
    return typeof value === 'symbol' ? [[value, name] as const] : [];
  }),
);
const BY_NAME = new Map([...WELL_KNOWN].map(([symbol, name]) => [name, symbol]));

/**
 * A primitive as data; undefined for an object.
 * @param idOf - Number of a symbol that only its holders know.
 */
export function encodePrimitive(
  value: unknown,
  idOf: (symbol: symbol) => number,
): EncodedValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > MOST_CHARACTERS
        ? { is: 'omitted', reason: `a string of ${value.length} characters` }
        : value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { is: 'number', text: (Object.is(value, -0) ? '-0' : String(value)) as NonJsonNumber };
    case 'boolean':
      return value;
    case 'undefined':
      return { is: 'undefined' };
    case 'bigint':
      return { is: 'bigint', text: String(value) };
    case 'symbol':
      return tellSymbol(value, idOf);
    default:
      return value === null ? null : undefined;
  }
}

function tellSymbol(symbol: symbol, idOf: (symbol: symbol) => number): EncodedValue {
  const known = WELL_KNOWN.get(symbol);
  if (known !== undefined) return { is: 'symbol', of: 'well-known', name: known };
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return { is: 'symbol', of: 'registered', name: registered };
  return { is: 'symbol', of: 'own', name: symbol.description ?? '', id: idOf(symbol) };
}

/** @param own - Symbols that were made, by their numbers. */
export function decodePrimitive(
  value: Exclude<EncodedValue, { readonly is: 'object' }>,
  own: Map<number, symbol>,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  switch (value.is) {
    case 'undefined':
    case 'omitted':
      return undefined;
    case 'number':
      return Number(value.text);
    case 'bigint':
      return BigInt(value.text);
    case 'symbol':
      return makeSymbol(value, own);
  }
}

function makeSymbol(
  { of, name, id = -1 }: Extract<EncodedValue, { readonly is: 'symbol' }>,
  own: Map<number, symbol>,
): symbol {
  if (of === 'registered') return Symbol.for(name);
  if (of === 'well-known') return BY_NAME.get(name) ?? Symbol(name);
  const symbol = own.get(id) ?? Symbol(name);
  own.set(id, symbol);
  return symbol;
}
