import { findGlobal, findPrototype } from '../values/builtin-objects.ts';
import { decodePrimitive } from '../values/encode-primitives.ts';
import { restoreProperties } from '../values/encode-properties.ts';
import type {
  EncodedValue,
  FunctionKind,
  ObjectState,
  Prototype,
} from '../values/encoded-value.ts';
import { type DecodeContext, findCodecByKind } from '../values/object-codecs.ts';
import { createPlaceholder, isPlaceholder } from './placeholder-for-unrecreatable-object.ts';

/**
 * Answers a call of a function that was passed as an argument.
 * @param id - Of the function.
 */
export type AnswerCallback = (
  id: number,
  self: unknown,
  args: readonly unknown[],
  isConstruct: boolean,
) => unknown;

/** Live objects of one replay of a session, by the ids that they have in the recording. */
export interface LiveObjects {
  readonly decode: (value: EncodedValue) => unknown;
  /** Creates missing objects, and sets all of these objects to their recorded states, in place. */
  readonly restore: (states: readonly ObjectState[]) => void;
  readonly bind: (id: number, object: object) => void;
  readonly has: (id: number) => boolean;
  readonly get: (id: number) => object | undefined;
  /** Returns why the replay says nothing from here on; null: all requested objects were created. */
  readonly failureReason: () => string | null;
  /** Forgets the missing objects of a skipped call, since the next call may have all it needs. */
  readonly clearFailure: () => void;
}

export interface LiveObjectsOptions {
  /** Returns the export at a path; undefined if there is none. */
  readonly resolveExport: (path: readonly string[]) => unknown;
  readonly answerCallback: AnswerCallback;
  /** Returns true for objects the module creates: bound when it returns them, never created here. */
  readonly isModuleObject: (id: number) => boolean;
}

export function createLiveObjects({
  resolveExport,
  answerCallback,
  isModuleObject,
}: LiveObjectsOptions): LiveObjects {
  const live = new Map<number, object>();
  const states = new Map<number, ObjectState>();
  const symbols = new Map<number, symbol>();
  let failureReason: string | null = null;
  const fail = (reason: string): void => {
    failureReason ??= reason;
  };

  const resolveObject = (id: number): object => {
    const known = live.get(id);
    if (known !== undefined) return known;
    const state = states.get(id);
    if (state !== undefined && isModuleObject(id)) {
      fail('the replay did not reproduce a value that the module created');
      return createPlaceholder('a value created by the module', fail);
    }
    const created =
      state === undefined ? createPlaceholder('an unrecorded object', fail) : create(state);
    live.set(id, created);
    return created;
  };
  const create = ({ id, shape }: ObjectState): object => {
    const made = findCodecByKind(shape).create?.(shape as never, context, id);
    if (made !== undefined) return made;
    return createPlaceholder(shape.kind === 'opaque' ? shape.reason : `a live ${shape.kind}`, fail);
  };
  const decode = (value: EncodedValue): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (value.is === 'object') return resolveObject(value.id);
    if (value.is === 'omitted') fail(value.reason);
    return decodePrimitive(value, symbols);
  };
  const context: DecodeContext = {
    decode,
    resolvePrototype: (prototype) => resolvePrototype(prototype, resolveExport, resolveObject),
    resolveFunction: (id, shape) => resolveFunction(id, shape, { resolveExport, answerCallback }),
  };
  const restore = (recorded: readonly ObjectState[]): void => {
    for (const state of recorded) {
      states.set(state.id, state);
      const known = live.get(state.id);
      // Its kind is known only now, so the placeholder is dropped.
      const isCreatable = findCodecByKind(state.shape).create !== undefined;
      if (isCreatable && known !== undefined && isPlaceholder(known)) live.delete(state.id);
    }
    // All objects exist before any is filled, since they may refer to each other.
    for (const { id } of recorded) resolveObject(id);
    for (const state of recorded) restoreState(resolveObject(state.id), state, context);
  };
  return {
    decode,
    restore,
    bind: (id, object) => {
      live.set(id, object);
    },
    has: (id) => live.has(id),
    get: (id) => live.get(id),
    failureReason: () => failureReason,
    clearFailure: () => {
      failureReason = null;
    },
  };
}

function restoreState(object: object, state: ObjectState, context: DecodeContext): void {
  const { shape } = state;
  const codec = findCodecByKind(shape);
  if (isPlaceholder(object) || codec.create === undefined) return;
  // Globals and the module's own exports are left as they are.
  if (shape.kind === 'function' && (shape.global !== undefined || shape.export !== undefined)) {
    return;
  }
  codec.fill?.(object, shape as never, context);
  restoreProperties(object, state, codec.skipsProperty, context.decode);
}

function resolvePrototype(
  prototype: Prototype,
  resolveExport: LiveObjectsOptions['resolveExport'],
  resolveObject: (id: number) => object,
): object | null {
  switch (prototype.of) {
    case 'null':
      return null;
    case 'global':
      return findPrototype(prototype.name) ?? Object.prototype;
    case 'object':
      return resolveObject(prototype.id);
    case 'export': {
      const type = resolveExport(prototype.path);
      const current: unknown = typeof type === 'function' ? type.prototype : undefined;
      return typeof current === 'object' ? current : Object.prototype;
    }
  }
}

/** Returns the export or global function that it was, else a function with captured answers. */
function resolveFunction(
  id: number,
  shape: FunctionKind,
  { resolveExport, answerCallback }: Pick<LiveObjectsOptions, 'resolveExport' | 'answerCallback'>,
): object {
  const exported = shape.export === undefined ? undefined : resolveExport(shape.export);
  if (typeof exported === 'function') return exported;
  const global = shape.global === undefined ? undefined : findGlobal(shape.global);
  if (global !== undefined) return global;
  const stub = function (this: unknown, ...args: unknown[]): unknown {
    return answerCallback(id, this, args, new.target !== undefined);
  };
  Object.defineProperty(stub, 'name', { value: shape.name, configurable: true });
  Object.defineProperty(stub, 'length', { value: shape.length, configurable: true });
  return stub;
}
