import { findPrototypeName } from './builtin-objects.ts';
import { encodePrimitive } from './encode-primitives.ts';
import { encodeProperties, readExtensibility } from './encode-properties.ts';
import type {
  EncodedValue,
  ObjectKind,
  ObjectState,
  PromiseOutcome,
  Prototype,
} from './encoded-value.ts';
import { type EncodeContext, findCodec } from './object-codecs.ts';

export interface Snapshot {
  readonly values: readonly EncodedValue[];
  /** Objects reached from the values that are new, or changed since they were last recorded. */
  readonly objects: readonly ObjectState[];
}

export interface SnapshotRecorder {
  readonly snapshot: (roots: readonly unknown[]) => Snapshot;
  /** Returns the id of an object; assigns a new one if it has none. */
  readonly idOf: (object: object) => number;
}

export interface SnapshotOptions {
  /** Unwraps an object such as the wrapper of a function; others are returned unchanged. */
  readonly unwrap?: <Value>(value: Value) => Value;
  /** Path of the module's export that an object is; null if it is none. */
  readonly exportPath?: (object: object) => readonly string[] | null;
  /** Path of the export whose `prototype` an object is, if the object does not show it itself. */
  readonly prototypePath?: (object: object) => readonly string[] | undefined;
  /** Returns the outcome of a promise; undefined while it is pending, or if it was not observed. */
  readonly promiseOutcome?: (promise: object) => PromiseOutcome | undefined;
  /**
   * Set to record prototypes of classes that are not exported with all their contents, so that they
   * can be recreated; otherwise they are recorded by name.
   */
  readonly includesPrototypes?: boolean;
  /** Set to record every object that is reached, changed or not. */
  readonly includesUnchanged?: boolean;
  /** Maximum number of objects per snapshot. Default 20,000. */
  readonly maxObjects?: number;
  /** Maximum characters of JSON per session. Default 50 million. */
  readonly maxCharacters?: number;
}

/** Most references from a root to an object. */
const MAX_DEPTH = 100;

/** Creates a recorder of the values of one session: it changes nothing and calls no getter. */
export function createSnapshotRecorder(options: SnapshotOptions = {}): SnapshotRecorder {
  const { maxObjects = 20_000, maxCharacters = 50e6 } = options;
  const ids = new WeakMap<object, number>();
  const symbols = new Map<symbol, number>();
  const lastRecorded = new WeakMap<object, string>();
  let nextId = 1;
  let characters = 0;

  const idOf = (object: object): number => {
    const known = ids.get(object);
    if (known !== undefined) return known;
    ids.set(object, nextId);
    nextId += 1;
    return nextId - 1;
  };
  const idOfSymbol = (symbol: symbol): number => {
    const id = symbols.get(symbol) ?? nextId++;
    symbols.set(symbol, id);
    return id;
  };
  const describeExceededLimit = (objects: number, depth: number): string | null => {
    if (objects >= maxObjects) return `more than ${maxObjects} objects in one call`;
    if (depth > MAX_DEPTH) return `objects nested more than ${MAX_DEPTH} levels deep`;
    return characters > maxCharacters ? 'more data than a session may contain' : null;
  };

  const snapshot = (roots: readonly unknown[]): Snapshot => {
    const depths = new Map<object, number>();
    const objects: ObjectState[] = [];
    /** Depth of the object that is being encoded; 0 for the roots. */
    let currentDepth = 0;
    const encode = (value: unknown): EncodedValue => {
      const primitive = encodePrimitive(value, idOfSymbol);
      if (primitive !== undefined) return primitive;
      const object = (options.unwrap?.(value) ?? value) as object;
      if (!depths.has(object)) depths.set(object, currentDepth + 1);
      return { is: 'object', id: idOf(object) };
    };
    const context: EncodeContext = {
      encode,
      encodePrototype: (object) => encodePrototype(object, options, encode),
      exportPath: options.exportPath ?? (() => null),
      promiseOutcome: options.promiseOutcome ?? (() => undefined),
    };
    const values = roots.map(encode);
    // Grows while it is read: encoding an object adds those that it refers to.
    for (const [object, depth] of depths) {
      currentDepth = depth;
      const reason = describeExceededLimit(objects.length, depth);
      const state =
        reason === null
          ? encodeObject(object, idOf(object), context)
          : opaqueState(idOf(object), reason);
      const text = JSON.stringify(state);
      if (options.includesUnchanged !== true && lastRecorded.get(object) === text) continue;
      lastRecorded.set(object, text);
      characters += text.length;
      objects.push(state);
    }
    return { values, objects };
  };
  return { snapshot, idOf };
}

/** Records an object; it is opaque if it throws when inspected, as a proxy may. */
function encodeObject(object: object, id: number, context: EncodeContext): ObjectState {
  try {
    const codec = findCodec(object);
    const shape = codec.describe(object, context);
    const closed = readExtensibility(object);
    // Global functions are the same everywhere, so their properties are left out.
    const isGlobal = shape.kind === 'function' && shape.global !== undefined;
    const properties =
      isGlobal || shape.kind === 'opaque'
        ? []
        : encodeProperties(object, codec.skipsProperty, context.encode, closed);
    return { id, shape, properties, ...(closed !== undefined && { closed }) };
  } catch {
    return opaqueState(id, 'an object that throws when inspected');
  }
}

function opaqueState(id: number, reason: string): ObjectState {
  const shape: ObjectKind = { kind: 'opaque', type: 'Object', reason };
  return { id, shape, properties: [] };
}

function encodePrototype(
  object: object,
  { exportPath, prototypePath, includesPrototypes = true }: SnapshotOptions,
  encode: (value: unknown) => EncodedValue,
): Prototype {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null || isEmptyPrototype(prototype)) return { of: 'null' };
  const global = findPrototypeName(prototype);
  if (global !== undefined) return { of: 'global', name: global };
  const known = prototypePath?.(prototype);
  if (known !== undefined) return { of: 'export', path: known };
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const path = typeof type === 'function' ? (exportPath?.(type) ?? null) : null;
  const isOfExport = path !== null && Reflect.get(type as object, 'prototype') === prototype;
  if (isOfExport) return { of: 'export', path };
  const name = typeof type === 'function' ? readTypeName(type) : '';
  if (!includesPrototypes) return { of: 'object', id: 0, name };
  const encoded = encode(prototype) as { readonly id: number };
  return { of: 'object', id: encoded.id, name };
}

/**
 * True for an object that adds nothing to what inherits from it: instances of a constructor with
 * such a prototype are used in place of `Object.create(null)`, which V8 makes more slowly.
 */
function isEmptyPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Reflect.ownKeys(prototype).length === 0;
}

function readTypeName(type: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(type, 'name')?.value;
  return typeof name === 'string' ? name : '';
}
