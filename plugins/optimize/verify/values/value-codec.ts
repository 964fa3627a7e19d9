import type { ArrayHole, EncodedValue, ObjectKind, Prototype, Reference } from './encoded-value.ts';

/** Operations that a codec needs to describe an object. */
export interface EncodeContext {
  readonly encode: (value: unknown) => EncodedValue;
  readonly encodePrototype: (object: object) => Prototype;
  /** Path of the module's export that an object is; null if it is none. */
  readonly exportPath: (object: object) => readonly string[] | null;
  /** Returns the outcome of a promise, as far as it is known. */
  readonly promiseOutcome: (promise: object) => Extract<ObjectKind, { kind: 'promise' }>['outcome'];
}

/** Operations that a codec needs to recreate an object. */
export interface DecodeContext {
  readonly decode: (value: EncodedValue) => unknown;
  readonly resolvePrototype: (prototype: Prototype) => object | null;
  /** Returns a replacement for a function passed as argument, or exported by the module. */
  readonly resolveFunction: (
    id: number,
    shape: Extract<ObjectKind, { kind: 'function' }>,
  ) => object;
  /** Returns a stand-in for an object that cannot be recreated. */
  readonly createPlaceholder: (id: number, shape: ObjectKind) => object;
  /** Returns the recreated memory of a view. */
  readonly arrayBuffer: (id: number) => ArrayBuffer;
}

/** Kind of objects: how they are recognized, described and recreated. */
export interface ValueCodec<K extends ObjectKind['kind'] = ObjectKind['kind']> {
  readonly kind: K;
  /** Returns true for objects of this kind, by internal slots, not by what they report. */
  readonly matches: (object: object) => boolean;
  readonly describe: (object: object, context: EncodeContext) => Extract<ObjectKind, { kind: K }>;
  /** True for own properties that `describe` covers, or that do not matter. */
  readonly skipsProperty: (key: string | symbol) => boolean;
  /** Creates the object without its contents, which may refer back to it. */
  readonly create: (
    shape: Extract<ObjectKind, { kind: K }>,
    context: DecodeContext,
    id: number,
  ) => object;
  /** Sets its contents to the recorded state, in place. */
  readonly fill: (
    object: object,
    shape: Extract<ObjectKind, { kind: K }>,
    context: DecodeContext,
  ) => void;
}

/** Erases the kind from a codec's type, since callers use only what all codecs have in common. */
export function defineCodec<K extends ObjectKind['kind']>(definition: ValueCodec<K>): ValueCodec {
  return definition as unknown as ValueCodec;
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

/** True if a property is an index of a list: `0`, `1` … */
export function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && /^(?:0|[1-9]\d*)$/u.test(key) && Number(key) < 2 ** 32 - 1;
}
