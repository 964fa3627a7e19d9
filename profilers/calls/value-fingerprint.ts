import { types } from 'node:util';

/** Most values of an object that are read, for each of two readings of a call. */
const MAX_VALUES = 10_000;
/** Longest text that is compared as a whole; of longer ones, this much of both ends. */
const MAX_TEXT_LENGTH = 200;

const HAS_PRIVATE = /(?<![\w$'"`])#[\w$]+/u;

const identities = new WeakMap<object, number>();
let nextIdentity = 0;
const privates = new WeakMap<object, boolean>();

/**
 * Returns a text that differs when the state of a value differs: its properties and theirs, which
 * are read without calling getters. null: private fields, too many values, or too deep for the stack.
 */
export function fingerprint(value: unknown): string | null {
  const reading: Reading = { visited: new Map(), parts: [] };
  try {
    return read(reading, value) ? reading.parts.join('\0') : null;
  } catch {
    return null;
  }
}

interface Reading {
  readonly visited: Map<object, number>;
  readonly parts: string[];
}

/** Adds the parts of a value. @returns False if they are too many, or cannot be read. */
function read(reading: Reading, value: unknown): boolean {
  const { visited, parts } = reading;
  if (typeof value !== 'object' || value === null) {
    parts.push(typeof value === 'function' ? `f${identityOf(value)}` : textOf(value));
    return parts.length <= MAX_VALUES;
  }
  const known = visited.get(value);
  if (known !== undefined) return parts.push(`s${known}`) <= MAX_VALUES;
  visited.set(value, visited.size);
  if (types.isProxy(value) || hasPrivateFields(value)) return false;
  parts.push('{');
  const isRead =
    contentOf(value).every((item) => read(reading, item)) &&
    Reflect.ownKeys(value).every((key) => {
      const property = Object.getOwnPropertyDescriptor(value, key);
      parts.push(String(key));
      return read(reading, property?.get ?? property?.value);
    });
  parts.push('}');
  return isRead;
}

/** Returns what an object holds other than in properties. */
function contentOf(value: object): readonly unknown[] {
  if (types.isDate(value)) return [value.getTime()];
  if (types.isMap(value)) return [...value].flat();
  return types.isSet(value) ? [...value] : [];
}

function textOf(value: unknown): string {
  const text = String(value);
  return text.length <= MAX_TEXT_LENGTH
    ? `${typeof value} ${text}`
    : `${text.length} ${text.slice(0, MAX_TEXT_LENGTH)} ${text.slice(-MAX_TEXT_LENGTH)}`;
}

function identityOf(value: object): number {
  const known = identities.get(value);
  if (known !== undefined) return known;
  nextIdentity += 1;
  identities.set(value, nextIdentity);
  return nextIdentity;
}

function hasPrivateFields(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return false;
  const known = privates.get(prototype);
  if (known !== undefined) return known;
  const owner: unknown = prototype.constructor;
  const text = typeof owner === 'function' ? Function.prototype.toString.call(owner) : '';
  const has = (text.startsWith('class') && HAS_PRIVATE.test(text)) || hasPrivateFields(prototype);
  privates.set(prototype, has);
  return has;
}
