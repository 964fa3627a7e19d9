import type { ArrayHole, EncodedValue, ObjectKind, Prototype } from './encoded-value.ts';

/** Operations that a family needs to describe an object. */
export interface EncodeContext {
  readonly tell: (value: unknown) => EncodedValue;
  readonly prototypeOf: (object: object) => Prototype;
  /** Path of the module's export that an object is; null if it is none. */
  readonly exportPath: (object: object) => readonly string[] | null;
  /** Returns the outcome of a promise, as far as it is known. */
  readonly settled: (promise: object) => Extract<ObjectKind, { kind: 'promise' }>['outcome'];
}

/** Operations that a family needs to recreate an object. */
export interface DecodeContext {
  readonly make: (value: EncodedValue) => unknown;
  readonly prototype: (prototype: Prototype) => object | null;
  /** Returns a replacement for a function passed as argument, or exported by the module. */
  readonly callable: (id: number, shape: Extract<ObjectKind, { kind: 'function' }>) => object;
  /** Returns a stand-in for an object that cannot be recreated. */
  readonly placeholder: (id: number, shape: ObjectKind) => object;
  /** Memory of views. */
  readonly memory: (id: number) => ArrayBuffer;
}

/** Kind of objects: how they are recognized, described and recreated. */
export interface ValueCodec<K extends ObjectKind['kind'] = ObjectKind['kind']> {
  readonly kind: K;
  /** Returns true for objects of this kind, by internal slots, not by what they report. */
  readonly holds: (object: object) => boolean;
  readonly describe: (object: object, teller: EncodeContext) => Extract<ObjectKind, { kind: K }>;
  /** True for own properties that the shape contains, or that do not matter. */
  readonly isTold: (key: string | symbol) => boolean;
  /** Creates the object without its contents, which may refer back to it. */
  readonly create: (
    shape: Extract<ObjectKind, { kind: K }>,
    maker: DecodeContext,
    id: number,
  ) => object;
  /** Sets its contents to the recorded state, in place. */
  readonly fill: (
    object: object,
    shape: Extract<ObjectKind, { kind: K }>,
    maker: DecodeContext,
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

/** True if a property is an index of a list: `0`, `1` … */
export function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && /^(?:0|[1-9]\d*)$/u.test(key) && Number(key) < 2 ** 32 - 1;
}
