import type { EncodedValue, NonJsonNumber } from './encoded-value.ts';

const MOST_CHARACTERS = 2_000_000;

const WELL_KNOWN_NAMES = new Map<symbol, string>(
  Object.getOwnPropertyNames(Symbol).flatMap((name) => {
    const value: unknown = Reflect.get(Symbol, name);
    return typeof value === 'symbol' ? [[value, name] as const] : [];
  }),
);
const WELL_KNOWN_SYMBOLS = new Map([...WELL_KNOWN_NAMES].map(([symbol, name]) => [name, symbol]));

/**
 * Encodes a primitive; undefined for an object.
 * @param idOf - Returns the id of a symbol made by `Symbol()`, which has no name that leads to it.
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
      return encodeSymbol(value, idOf);
    default:
      return value === null ? null : undefined;
  }
}

function encodeSymbol(symbol: symbol, idOf: (symbol: symbol) => number): EncodedValue {
  const known = WELL_KNOWN_NAMES.get(symbol);
  if (known !== undefined) return { is: 'symbol', of: 'well-known', name: known };
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return { is: 'symbol', of: 'registered', name: registered };
  return { is: 'symbol', of: 'own', name: symbol.description ?? '', id: idOf(symbol) };
}

/** @param created - Symbols that were made, by their numbers. */
export function decodePrimitive(
  value: Exclude<EncodedValue, { readonly is: 'object' }>,
  created: Map<number, symbol>,
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
      return decodeSymbol(value, created);
  }
}

function decodeSymbol(
  { of, name, id = -1 }: Extract<EncodedValue, { readonly is: 'symbol' }>,
  created: Map<number, symbol>,
): symbol {
  if (of === 'registered') return Symbol.for(name);
  if (of === 'well-known') return WELL_KNOWN_SYMBOLS.get(name) ?? Symbol(name);
  const symbol = created.get(id) ?? Symbol(name);
  created.set(id, symbol);
  return symbol;
}
