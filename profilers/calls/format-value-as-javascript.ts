import { types } from 'node:util';
import { hasOwnFunction } from './object-origins.ts';
import { findLabel, labelOf, referenceTo } from './outside-call.ts';

/** Source text of a value, or the reason why a value cannot be written as source. */
export type FormattedValue =
  | { readonly type: 'source'; readonly source: string }
  | { readonly type: 'refused'; readonly reason: string };

/** Thrown by the writer of a value that has no source; never leaves this module. */
class NoSource extends Error {}

interface Writer {
  /** Returns the source of an object by its origin; null: unknown. */
  readonly describe: (value: object) => string | null;
  /** Objects around the one that is being written; an object among its own parts has no source. */
  readonly around: Set<object>;
  /** Characters that may still be written. */
  left: number;
}

/**
 * Formats a list of arguments as a JavaScript array literal whose evaluation creates equal values:
 * what JSON has, `undefined`, `NaN`, bigints, dates, regular expressions, maps, sets, bytes and the
 * text of functions.
 * Objects that occur twice become two objects.
 * @param describe - Returns the source of an object that has none by its content; null: unknown.
 */
export function formatArgumentsAsJavaScript(
  values: readonly unknown[],
  maxLength: number,
  describe: (value: object) => string | null = () => null,
): FormattedValue {
  try {
    return {
      type: 'source',
      source: write({ describe, around: new Set(), left: maxLength }, values),
    };
  } catch (error) {
    // Reading a property may throw an error of the program itself.
    const reason = error instanceof NoSource ? error.message : 'an object that cannot be read';
    return { type: 'refused', reason };
  }
}

function write(writer: Writer, value: unknown): string {
  const text = typeof value === 'object' && value !== null ? object(writer, value) : plain(value);
  if (typeof value !== 'object') writer.left -= text.length;
  if (writer.left < 0) throw new NoSource('a value that is too large');
  return text;
}

function plain(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return functionSource(value);
    case 'symbol':
      throw new NoSource('a symbol');
    default:
      return String(value);
  }
}

/** Longest text of a function. */
const MAX_FUNCTION_LENGTH = 5_000;
/** Start of a function expression; methods and classes begin otherwise. */
const IS_EXPRESSION = /^(?:async\b\s*)?(?:function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)/u;

/**
 * Returns the text of a function, or the reference of an instrumented one. Whether its text uses
 * names around it is for a reader with a parser to find out.
 */
function functionSource(value: unknown): string {
  const text = Function.prototype.toString.call(value);
  const label = findLabel(text, 'call');
  if (label !== null) return referenceTo('Export', labelOf(label));
  const isWhole =
    text.length <= MAX_FUNCTION_LENGTH &&
    IS_EXPRESSION.test(text) &&
    !text.includes('[native code]') &&
    // Test doubles have properties of their own.
    Object.keys(value as object).length === 0;
  if (!isWhole) throw new NoSource('a function');
  return text;
}

function object(writer: Writer, value: object): string {
  if (types.isProxy(value)) throw new NoSource('a proxy');
  if (writer.around.has(value)) throw new NoSource('an object that contains itself');
  // Functions of an object share the variables of the call that created it.
  const created = hasOwnFunction(value) ? writer.describe(value) : null;
  if (created !== null) return created;
  writer.around.add(value);
  // Punctuation counts too: a million empty objects are large.
  writer.left -= 2;
  const { left } = writer;
  try {
    return Array.isArray(value)
      ? list(writer, value)
      : (builtIn(writer, value) ?? own(writer, value));
  } catch (error) {
    const described = error instanceof NoSource ? writer.describe(value) : null;
    if (described === null) throw error;
    writer.left = left - described.length;
    return described;
  } finally {
    writer.around.delete(value);
  }
}

function list(writer: Writer, values: readonly unknown[]): string {
  if (Object.keys(values).some((key) => !/^\d+$/u.test(key))) {
    throw new NoSource('an array with properties');
  }
  const items = Array.from(values, (value, index) => (index in values ? write(writer, value) : ''));
  // A comma after the last hole, which would not count otherwise.
  return `[${items.join(', ')}${items.at(-1) === '' ? ',' : ''}]`;
}

/** Returns the source of an object that the language brings; null: the object is another. */
function builtIn(writer: Writer, value: object): string | null {
  const type = typeOf(value);
  if (types.isDate(value) && type === 'Date') return `new Date(${value.getTime()})`;
  if (types.isRegExp(value) && type === 'RegExp') {
    return `new RegExp(${JSON.stringify(value.source)}, '${value.flags}')`;
  }
  if (types.isMap(value) && type === 'Map') {
    return value.size === 0 ? 'new Map()' : `new Map(${list(writer, [...value])})`;
  }
  if (types.isSet(value) && type === 'Set') return `new Set(${list(writer, [...value])})`;
  if (type === 'Buffer' || type === 'Uint8Array') return bytes(writer, value as Uint8Array, type);
  if (types.isTypedArray(value)) return `new ${type}(${list(writer, Array.from<unknown>(value))})`;
  return null;
}

function bytes(writer: Writer, value: Uint8Array, type: string): string {
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  writer.left -= base64.length;
  const source = `Buffer.from('${base64}', 'base64')`;
  return type === 'Buffer' ? source : `new Uint8Array(${source})`;
}

function own(writer: Writer, value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // By name, since each context of a test runner has its own `Object`.
  const isPlain =
    prototype === null || (typeOf(value) === 'Object' && Object.getPrototypeOf(prototype) === null);
  if (!isPlain) throw new NoSource(`an object of type ${typeOf(value)}`);
  const parts = prototype === null ? ['__proto__: null'] : [];
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key === 'symbol') throw new NoSource('an object with a symbol as key');
    if (property?.get !== undefined) throw new NoSource('an object with a getter');
    writer.left -= key.length;
    parts.push(`${formatKey(key)}: ${write(writer, property?.value)}`);
  }
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function typeOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  return String(prototype?.constructor?.name ?? 'unknown');
}

function formatKey(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/u.test(key) ? key : JSON.stringify(key);
}
