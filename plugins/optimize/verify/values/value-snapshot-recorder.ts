import { encodePrimitive } from './encode-primitives.ts';
import { encodeProperties, readExtensibility } from './encode-properties.ts';
import type {
  EncodedValue,
  ObjectKind,
  ObjectState,
  PromiseOutcome,
  Prototype,
} from './encoded-value.ts';
import { findCodec } from './find-codec.ts';
import { findPrototypeName } from './named-global-objects.ts';
import type { EncodeContext } from './value-codec.ts';

/** Values at one moment. */
export interface Snapshot {
  readonly values: readonly EncodedValue[];
  /** Objects reached from the values that are new, or changed since they were last recorded. */
  readonly objects: readonly ObjectState[];
}

export interface SnapshotRecorder {
  readonly snapshot: (roots: readonly unknown[]) => Snapshot;
  /** Returns the id of an object; assigns a new one if it has none. */
  readonly idOf: (object: object) => number;
  /** Returns the number of characters of JSON recorded so far. */
  readonly told: () => number;
}

export interface SnapshotOptions {
  /** Unwraps an object such as the wrapper of a function; others are returned unchanged. */
  readonly originalOf?: <Value>(value: Value) => Value;
  /** Path of the module's export that an object is; null if it is none. */
  readonly exportPath?: (object: object) => readonly string[] | null;
  /** Path of the export whose `prototype` an object is, if the object does not show it itself. */
  readonly prototypePath?: (object: object) => readonly string[] | undefined;
  /** Returns the outcome of a promise; undefined while it is pending, or if it was not observed. */
  readonly settled?: (promise: object) => PromiseOutcome | undefined;
  /**
   * Set to record prototypes of classes that are not exported with all their contents, so that they
   * can be recreated; otherwise they are recorded by name.
   */
  readonly prototypes?: boolean;
  /** Set to record every object that is reached, changed or not. */
  readonly whole?: boolean;
  /** Maximum number of objects per snapshot. Default 20,000. */
  readonly maxObjects?: number;
  /** References from the root to an object. Default 100. */
  readonly maxDepth?: number;
  /** Maximum characters of JSON per session. Default 50 million. */
  readonly maxCharacters?: number;
}

interface Limits {
  readonly maxObjects: number;
  readonly maxDepth: number;
  readonly maxCharacters: number;
}

/** Creates a recorder of the values of one session: it changes nothing and calls no getter. */
export function createSnapshotRecorder(options: SnapshotOptions = {}): SnapshotRecorder {
  const limits: Limits = { maxObjects: 20_000, maxDepth: 100, maxCharacters: 50e6, ...options };
  const ids = new WeakMap<object, number>();
  const symbols = new Map<symbol, number>();
  const lastTold = new WeakMap<object, string>();
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

  const snapshot = (roots: readonly unknown[]): Snapshot => {
    const depths = new Map<object, number>();
    const objects: ObjectState[] = [];
    let depth = 0;
    const tell = (value: unknown): EncodedValue => {
      const primitive = encodePrimitive(value, idOfSymbol);
      if (primitive !== undefined) return primitive;
      const object = (options.originalOf?.(value) ?? value) as object;
      if (!depths.has(object)) depths.set(object, depth + 1);
      return { is: 'object', id: idOf(object) };
    };
    const teller: EncodeContext = {
      tell,
      prototypeOf: (object) => tellPrototype(object, options, tell),
      exportPath: options.exportPath ?? (() => null),
      settled: options.settled ?? (() => undefined),
    };
    const values = roots.map(tell);
    for (const [object, at] of depths) {
      depth = at;
      const reason = overLimit(limits, objects.length, depth, characters);
      const state =
        reason === null ? tellObject(object, idOf(object), teller) : hidden(idOf(object), reason);
      const text = JSON.stringify(state);
      if (options.whole !== true && lastTold.get(object) === text) continue;
      lastTold.set(object, text);
      characters += text.length;
      objects.push(state);
    }
    return { values, objects };
  };
  return { snapshot, idOf, told: () => characters };
}

function overLimit(
  { maxObjects, maxDepth, maxCharacters }: Limits,
  objects: number,
  depth: number,
  characters: number,
): string | null {
  if (objects >= maxObjects) return `more than ${maxObjects} objects in one call`;
  if (depth > maxDepth) return `objects nested more than ${maxDepth} levels deep`;
  return characters > maxCharacters ? 'more data than a session may contain' : null;
}

/** Records an object; it is opaque if it throws when inspected, as a proxy may. */
function tellObject(object: object, id: number, teller: EncodeContext): ObjectState {
  try {
    const family = findCodec(object);
    const shape = family.describe(object, teller);
    const closed = readExtensibility(object);
    // Global functions are the same everywhere, so their properties are left out.
    const isGlobal = shape.kind === 'function' && shape.global !== undefined;
    const properties =
      isGlobal || shape.kind === 'opaque'
        ? []
        : encodeProperties(object, family.isTold, teller.tell, closed);
    return { id, shape, properties, ...(closed !== undefined && { closed }) };
  } catch {
    return hidden(id, 'an object that throws when inspected');
  }
}

function hidden(id: number, reason: string): ObjectState {
  const shape: ObjectKind = { kind: 'opaque', type: 'Object', reason };
  return { id, shape, properties: [] };
}

function tellPrototype(
  object: object,
  { exportPath, prototypePath, prototypes = true }: SnapshotOptions,
  tell: (value: unknown) => EncodedValue,
): Prototype {
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === null || isEmptyPrototype(prototype)) return { of: 'null' };
  const global = findPrototypeName(prototype);
  if (global !== undefined) return { of: 'global', name: global };
  const known = prototypePath?.(prototype);
  if (known !== undefined) return { of: 'export', path: known };
  const own: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const path = typeof own === 'function' ? (exportPath?.(own) ?? null) : null;
  const isOfExport = path !== null && Reflect.get(own as object, 'prototype') === prototype;
  if (isOfExport) return { of: 'export', path };
  const name = typeof own === 'function' ? nameOf(own) : '';
  if (!prototypes) return { of: 'object', id: 0, name };
  const told = tell(prototype) as { readonly id: number };
  return { of: 'object', id: told.id, name };
}

/**
 * True for an object that adds nothing to what inherits from it: instances of a constructor with
 * such a prototype are used in place of `Object.create(null)`, which V8 makes more slowly.
 */
function isEmptyPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Reflect.ownKeys(prototype).length === 0;
}

function nameOf(type: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(type, 'name')?.value;
  return typeof name === 'string' ? name : '';
}
