import type { Hole, Prototype, Shape, Value } from './value.ts';

/** Operations that a family needs to describe an object. */
export interface Teller {
  readonly tell: (value: unknown) => Value;
  readonly prototypeOf: (object: object) => Prototype;
  /** Path of the module's export that an object is; null: it is none. */
  readonly exportPath: (object: object) => readonly string[] | null;
  /** Returns the outcome of a promise, as far as it is known. */
  readonly settled: (promise: object) => Extract<Shape, { kind: 'promise' }>['outcome'];
}

/** Operations that a family needs to recreate an object. */
export interface Maker {
  readonly make: (value: Value) => unknown;
  readonly prototype: (prototype: Prototype) => object | null;
  /**
   * Returns a replacement for a function that was passed as an argument, or is an export of the
   * module.
   */
  readonly callable: (id: number, shape: Extract<Shape, { kind: 'function' }>) => object;
  /** Returns a stand-in for an object that cannot be recreated. */
  readonly placeholder: (id: number, shape: Shape) => object;
  /** Memory of views. */
  readonly memory: (id: number) => ArrayBuffer;
}

/** Kind of objects: how they are recognized, described and recreated. */
export interface Family<K extends Shape['kind'] = Shape['kind']> {
  readonly kind: K;
  /** By what the engine knows of an object, not by what it says of itself. */
  readonly holds: (object: object) => boolean;
  readonly describe: (object: object, teller: Teller) => Extract<Shape, { kind: K }>;
  /** True for own properties that the shape contains, or that do not matter. */
  readonly isTold: (key: string | symbol) => boolean;
  /** Without its contents, which may lead back to it. */
  readonly create: (shape: Extract<Shape, { kind: K }>, maker: Maker, id: number) => object;
  /** Sets its contents to the recorded state, in place. */
  readonly fill: (object: object, shape: Extract<Shape, { kind: K }>, maker: Maker) => void;
}

/** A family whose members are known by their kind alone: what is common to all is left to the caller. */
export function family<K extends Shape['kind']>(definition: Family<K>): Family {
  return definition as unknown as Family;
}

export const HOLE: Hole = { is: 'hole' };

export function isHole(item: Value | Hole): item is Hole {
  return typeof item === 'object' && item !== null && item.is === 'hole';
}

/** True if a property is an index of a list: `0`, `1` … */
export function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && /^(?:0|[1-9]\d*)$/u.test(key) && Number(key) < 2 ** 32 - 1;
}
