import { decodePrimitive } from '../values/encode-primitives.ts';
import { restoreProperties } from '../values/encode-properties.ts';
import type {
  EncodedValue,
  FunctionKind,
  ObjectState,
  Prototype,
} from '../values/encoded-value.ts';
import { findCodecByKind } from '../values/find-codec.ts';
import { findGlobal, findPrototype } from '../values/named-global-objects.ts';
import type { DecodeContext } from '../values/value-codec.ts';
import { createPlaceholder, isPlaceholder } from './placeholder-for-unrecreatable-object.ts';

/** Answers a call of a function that was passed as an argument. */
export type AnswerCallback = (
  id: number,
  self: unknown,
  given: readonly unknown[],
  isNew: boolean,
) => unknown;

/** Live objects of one side in one session, by id. */
export interface LiveObjects {
  readonly make: (value: EncodedValue) => unknown;
  /** Makes missing objects, and brings all recorded objects to their state, in place. */
  readonly apply: (states: readonly ObjectState[]) => void;
  readonly bind: (id: number, live: object) => void;
  readonly has: (id: number) => boolean;
  readonly live: (id: number) => object | undefined;
  /** Returns the number of a live object; undefined if it was not recorded. */
  readonly idOf: (live: object) => number | undefined;
  /** Returns why nothing can be said from here on; null: all requested objects could be made. */
  readonly lost: () => string | null;
  /** Forgets the missing objects of a skipped call, since the next call may have all it needs. */
  readonly recover: () => void;
}

export interface LiveObjectsOptions {
  /** Returns the export at a path; undefined if there is none. */
  readonly exported: (path: readonly string[]) => unknown;
  readonly answer: AnswerCallback;
  /** Returns true for objects the module creates: bound when it returns them, never made here. */
  readonly isBornInside: (id: number) => boolean;
}

export function createLiveObjects({
  exported,
  answer,
  isBornInside,
}: LiveObjectsOptions): LiveObjects {
  const live = new Map<number, object>();
  const ids = new WeakMap<object, number>();
  const told = new Map<number, ObjectState>();
  const symbols = new Map<number, symbol>();
  let lost: string | null = null;
  const lose = (reason: string): void => {
    lost ??= reason;
  };

  const bind = (id: number, object: object): void => {
    live.set(id, object);
    if (!ids.has(object)) ids.set(object, id);
  };
  const object = (id: number): object => {
    const known = live.get(id);
    if (known !== undefined) return known;
    const state = told.get(id);
    if (state !== undefined && isBornInside(id)) {
      lose('the replay did not reproduce a value that the module created');
      return createPlaceholder('a value created by the module', lose);
    }
    const made =
      state === undefined ? createPlaceholder('an unrecorded object', lose) : create(state);
    bind(id, made);
    return made;
  };
  const create = ({ id, shape }: ObjectState): object => {
    if (shape.kind === 'opaque') return createPlaceholder(shape.reason, lose);
    return findCodecByKind(shape).create(shape as never, maker, id);
  };
  const make = (value: EncodedValue): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (value.is === 'object') return object(value.id);
    if (value.is === 'omitted') lose(value.reason);
    return decodePrimitive(value, symbols);
  };
  const maker: DecodeContext = {
    make,
    prototype: (prototype) => prototypeFor(prototype, exported, object),
    callable: (id, shape) => callable(id, shape, { exported, answer }),
    placeholder: (_, shape) => createPlaceholder(`a live ${shape.kind}`, lose),
    memory: (id) => object(id) as ArrayBuffer,
  };
  const apply = (states: readonly ObjectState[]): void => {
    for (const state of states) {
      told.set(state.id, state);
      const known = live.get(state.id);
      // Its kind is known only now, so the placeholder is dropped.
      const isMade = state.shape.kind !== 'opaque' && state.shape.kind !== 'iterator';
      if (isMade && known !== undefined && isPlaceholder(known)) live.delete(state.id);
    }
    for (const { id } of states) object(id);
    for (const state of states) fill(object(state.id), state, maker);
  };
  return {
    make,
    apply,
    bind,
    has: (id) => live.has(id),
    live: (id) => live.get(id),
    idOf: (value) => ids.get(value),
    lost: () => lost,
    recover: () => {
      lost = null;
    },
  };
}

function fill(object: object, state: ObjectState, maker: DecodeContext): void {
  const { shape } = state;
  if (isPlaceholder(object) || shape.kind === 'opaque' || shape.kind === 'iterator') return;
  // Globals and the module's own exports are left as they are.
  if (shape.kind === 'function' && (shape.global !== undefined || shape.export !== undefined)) {
    return;
  }
  const family = findCodecByKind(shape);
  family.fill(object, shape as never, maker);
  restoreProperties(object, state, family.isTold, maker);
}

function prototypeFor(
  prototype: Prototype,
  exported: LiveObjectsOptions['exported'],
  object: (id: number) => object,
): object | null {
  switch (prototype.of) {
    case 'null':
      return null;
    case 'global':
      return findPrototype(prototype.name) ?? Object.prototype;
    case 'object':
      return object(prototype.id);
    case 'export': {
      const type = exported(prototype.path);
      const own: unknown = typeof type === 'function' ? type.prototype : undefined;
      return typeof own === 'object' ? own : Object.prototype;
    }
  }
}

/** Returns the side's own export or global function, else a function with captured answers. */
function callable(
  id: number,
  shape: FunctionKind,
  { exported, answer }: Pick<LiveObjectsOptions, 'exported' | 'answer'>,
): object {
  if (shape.export !== undefined) {
    const own = exported(shape.export);
    if (typeof own === 'function') return own;
  }
  if (shape.global !== undefined) {
    const own = findGlobal(shape.global);
    if (own !== undefined) return own;
  }
  const stub = function (this: unknown, ...given: unknown[]): unknown {
    return answer(id, this, given, new.target !== undefined);
  };
  Object.defineProperty(stub, 'name', { value: shape.name, configurable: true });
  Object.defineProperty(stub, 'length', { value: shape.length, configurable: true });
  return stub;
}
