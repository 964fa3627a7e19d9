import { types } from 'node:util';
import { findLabel, referenceTo } from './outside-call.ts';

/** Most calls after the creation of an object, and most characters of both. */
const MAX_CALLS = 20;
const MAX_CHARACTERS = 20_000;

interface Origin {
  readonly creation: string;
  readonly calls: readonly string[];
  /** Fingerprint after these calls; another shows a change by other means. null: unknown. */
  readonly state: string | null;
}

/** An outside call whose arguments are known as source. */
export interface ReplayableCall {
  readonly label: string;
  readonly argumentsSource: string;
  /** Source of the object whose method it is; null: none, or unknown. */
  readonly subject: string | null;
  /** True if it creates `receiver`, with `new`. */
  readonly isNew: boolean;
  readonly receiver: object | null;
}

/** Sources that create the objects which outside calls have created, as code of the package. */
export type ObjectOrigins = ReturnType<typeof createObjectOrigins>;

export function createObjectOrigins() {
  // null: its state is not known.
  const origins = new WeakMap<object, Origin | null>();

  const set = (value: object, creation: string, calls: readonly string[] = []): void => {
    origins.set(value, { creation, calls, state: fingerprint(value) });
  };
  const describe = (value: object): string | null => {
    const origin = origins.get(value) ?? null;
    if (origin === null) return null;
    const { creation, calls, state } = origin;
    if (state === null ? hasOwnFunction(value) : fingerprint(value) !== state) return null;
    if (calls.length === 0) return creation;
    const source = `((it) => (${calls.join(', ')}, it))(${creation})`;
    return calls.length > MAX_CALLS || source.length > MAX_CHARACTERS ? null : source;
  };

  return {
    /** Returns the source of an object in its present state; null: unknown. */
    describe,
    /** Returns the source of the object whose method is called; null: unknown. */
    describeReceiver: (receiver: object, label: string): string | null => {
      // A class without a constructor can be created without arguments.
      if (!origins.has(receiver) && isPlainClass(receiver, label)) {
        set(receiver, `new ${referenceTo('Owner', label)}()`);
      }
      return describe(receiver);
    },
    /** Notes a call that has returned. @param isChanged - True if it may have changed its receiver. */
    note: (
      { label, argumentsSource, subject, isNew, receiver }: ReplayableCall,
      result: unknown,
      isChanged: boolean,
    ): void => {
      const callSource =
        subject === null
          ? `${referenceTo('Export', label)}(${argumentsSource})`
          : `${subject}.${referenceTo('Member', label)}(${argumentsSource})`;
      const origin = receiver === null ? null : (origins.get(receiver) ?? null);
      if (receiver !== null && isNew) set(receiver, `new ${callSource}`);
      else if (receiver !== null && origin !== null && isChanged) {
        const call = `it.${referenceTo('Member', label)}(${argumentsSource})`;
        set(receiver, origin.creation, [...origin.calls, call]);
      }
      const isObject = typeof result === 'object' && result !== null;
      if (isObject && result !== receiver && !origins.has(result) && !isNew) {
        set(result, callSource);
      }
    },
    /** Notes that a call has changed an object in an unknown way. */
    forget: (value: object): void => {
      if (origins.has(value)) origins.set(value, null);
    },
  };
}

/** True for an object with functions of its own, which share variables that nobody else sees. */
export function hasOwnFunction(value: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(value)).some(
    ({ value: own }) => typeof own === 'function',
  );
}

/** True if a call of this label creates the object with `new`. */
export function isConstructedBy(value: object, label: string): boolean {
  const owner: unknown = value.constructor;
  if (typeof owner !== 'function') return false;
  const text = Function.prototype.toString.call(owner);
  // The text of a class has the labels of its methods.
  return findLabel(text, text.startsWith('class') ? 'construct' : 'call') === findLabel(label);
}

/** True for an instance of a class that inherits nothing, has no constructor, and has the method. */
function isPlainClass(value: object, label: string): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const owner: unknown = value.constructor;
  if (typeof owner !== 'function' || prototype === null) return false;
  const text = Function.prototype.toString.call(owner);
  const isPlain = /^class\s*[\w$]*\s*\{/u.test(text) && !/\bconstructor\s*\(/u.test(text);
  return (
    isPlain &&
    Object.values(Object.getOwnPropertyDescriptors(prototype)).some(
      ({ value: method }) =>
        typeof method === 'function' &&
        findLabel(Function.prototype.toString.call(method)) === findLabel(label),
    )
  );
}

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
