/**
 * Values of a running program as data. Objects have numbers that stay the same for the whole
 * session, so that shared objects, cycles and changes in place are visible; the state of an object
 * is recorded apart from references to it, and only when it is new, or has changed since it was
 * last recorded.
 */

/** Value of a variable: a primitive, or a reference to an object by its number. */
export type EncodedValue =
  | null
  | boolean
  | string
  /** Finite, and not -0. */
  | number
  | { readonly is: 'undefined' }
  | { readonly is: 'number'; readonly text: NonJsonNumber }
  | { readonly is: 'bigint'; readonly text: string }
  | {
      readonly is: 'symbol';
      /** `own`: made by `Symbol()`, the same symbol by the same `id`. */
      readonly of: 'well-known' | 'registered' | 'own';
      readonly name: string;
      readonly id?: number;
    }
  /** Omitted because of its size. */
  | { readonly is: 'omitted'; readonly reason: string }
  | Reference;

/** Numbers that JSON has no words for. */
export type NonJsonNumber = 'NaN' | '-0' | 'Infinity' | '-Infinity';

export interface Reference {
  readonly is: 'object';
  readonly id: number;
}

export interface ArrayHole {
  readonly is: 'hole';
}

/** State of one object at one moment, without the objects it refers to. */
export interface ObjectState {
  readonly id: number;
  readonly shape: ObjectKind;
  /** Own properties in their order, without those that the shape contains. */
  readonly properties: readonly EncodedProperty[];
  /** Absent: properties can be added, changed and removed. */
  readonly closed?: 'frozen' | 'sealed' | 'inextensible';
}

export type ObjectStates = ReadonlyMap<number, ObjectState>;

export interface EncodedProperty {
  readonly key: PropertyKeyValue;
  /** Null for an accessor; as null may be a value too, `get` distinguishes them. */
  readonly value: EncodedValue;
  /** Accessor functions, undefined if it has only the other; absent: it is no accessor. */
  readonly get?: EncodedValue;
  readonly set?: EncodedValue;
  readonly hidden?: true;
  readonly readOnly?: true;
  readonly permanent?: true;
}

export type PropertyKeyValue = string | Extract<EncodedValue, { readonly is: 'symbol' }>;

/** Prototype that an object inherits from. */
export type Prototype =
  /** Prototype of a global constructor: `Object.prototype`, `Array.prototype` … */
  | { readonly of: 'global'; readonly name: string }
  | { readonly of: 'null' }
  /** Prototype of a class or function that the module exports, by its path. */
  | { readonly of: 'export'; readonly path: readonly string[] }
  /** Another object, recorded like any other. `name` is that of its constructor. */
  | { readonly of: 'object'; readonly id: number; readonly name: string };

/** Kind of an object, with the state that is not in its properties. */
export type ObjectKind =
  | { readonly kind: 'object'; readonly prototype: Prototype }
  | {
      readonly kind: 'array';
      readonly items: readonly (EncodedValue | ArrayHole)[];
      /** Absent: `Array.prototype`. */
      readonly prototype?: Prototype;
    }
  | FunctionKind
  | { readonly kind: 'date'; readonly time: EncodedValue }
  /** `lastIndex` is included as an own property, which every RegExp has. */
  | {
      readonly kind: 'regexp';
      readonly source: string;
      readonly flags: string;
      readonly lastIndex: EncodedValue;
    }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [EncodedValue, EncodedValue])[] }
  | { readonly kind: 'set'; readonly items: readonly EncodedValue[] }
  | BytesKind
  /** `type` is the global constructor; name, message, cause and the rest are properties; the stack is left out. */
  | { readonly kind: 'error'; readonly type: string; readonly prototype?: Prototype }
  | { readonly kind: 'boxed'; readonly value: EncodedValue }
  | { readonly kind: 'url'; readonly href: string }
  /** `outcome` is absent while it is pending, or if it was not observed. */
  | { readonly kind: 'promise'; readonly outcome?: PromiseOutcome }
  /** An iterator or generator; its values are unknown until they are requested. */
  | { readonly kind: 'iterator'; readonly type: string; readonly isAsync: boolean }
  | OpaqueKind;

export type PromiseOutcome =
  | { readonly type: 'resolved'; readonly value: EncodedValue }
  | { readonly type: 'rejected'; readonly error: EncodedValue };

/** A function; never its text. */
export interface FunctionKind {
  readonly kind: 'function';
  readonly name: string;
  readonly length: number;
  readonly type: 'plain' | 'async' | 'generator' | 'async-generator' | 'class';
  /** Path of the module's export that it is. */
  readonly export?: readonly string[];
  /** The global function that it is, such as `Math.max`. */
  readonly global?: string;
}

export interface BytesKind {
  readonly kind: 'bytes';
  /** `Buffer`, a typed array, `DataView`, `ArrayBuffer` or `SharedArrayBuffer`. */
  readonly type: string;
  readonly base64: string;
  /** Underlying memory of a view and its offset; absent for memory itself and for a Buffer. */
  readonly buffer?: { readonly id: number; readonly offset: number };
}

/** Object that cannot be recreated: a socket, a WeakMap, an object over a limit. */
export interface OpaqueKind {
  readonly kind: 'opaque';
  /** Name of its constructor. */
  readonly type: string;
  readonly reason: string;
}

export const HOLE: ArrayHole = { is: 'hole' };

export function isHole(item: EncodedValue | ArrayHole): item is ArrayHole {
  return typeof item === 'object' && item !== null && item.is === 'hole';
}

export function isReference(value: EncodedValue | ArrayHole): value is Reference {
  return typeof value === 'object' && value?.is === 'object';
}

/** Returns the id of the object that a value refers to; null for a primitive. */
export function referencedId(value: EncodedValue | ArrayHole): number | null {
  return isReference(value) ? value.id : null;
}
