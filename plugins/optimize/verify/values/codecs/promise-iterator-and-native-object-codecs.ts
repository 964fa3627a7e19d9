import { types } from 'node:util';
import { findInheritedTypeName, isNativeHandle } from '../builtin-objects.ts';
import { defineCodec } from '../value-codec.ts';

/** Objects whose contents become available later, or never. */

export const promiseCodec = defineCodec({
  kind: 'promise',
  matches: (object) => types.isPromise(object),
  describe: (object, { promiseOutcome }) => {
    const outcome = promiseOutcome(object);
    return outcome === undefined ? { kind: 'promise' } : { kind: 'promise', outcome };
  },
  skipsProperty: () => false,
  create: ({ outcome }, { decode }) => {
    if (outcome === undefined) return new Promise(() => undefined);
    const made =
      outcome.type === 'resolved'
        ? Promise.resolve(decode(outcome.value))
        : Promise.reject(decode(outcome.error));
    // Prevents an unhandled rejection, which would not be the module's fault; code that awaits the
    // promise still gets the error.
    made.catch(() => undefined);
    return made;
  },
  fill: () => undefined,
});

export const iteratorCodec = defineCodec({
  kind: 'iterator',
  matches: (object) =>
    types.isGeneratorObject(object) || types.isMapIterator(object) || types.isSetIterator(object),
  describe: (object) => ({
    kind: 'iterator',
    type: types.isGeneratorObject(object) ? 'generator' : 'collection iterator',
    isAsync: Symbol.asyncIterator in object,
  }),
  skipsProperty: () => true,
  create: (shape, { createPlaceholder }, id) => createPlaceholder(id, shape),
  fill: () => undefined,
});

/** Types of the engine and of Node.js with internal state besides their properties. */
const TYPES_WITH_INTERNAL_STATE = new Set([
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'FinalizationRegistry',
  'URLSearchParams',
  'TextDecoder',
  'TextEncoder',
  'AbortController',
  'AbortSignal',
  'Headers',
  'Request',
  'Response',
  'FormData',
  'Blob',
  'File',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'MessagePort',
  'BroadcastChannel',
  'Worker',
]);

export const opaqueCodec = defineCodec({
  kind: 'opaque',
  matches: (object) =>
    types.isExternal(object) ||
    isNativeHandle(object) ||
    TYPES_WITH_INTERNAL_STATE.has(typeName(object)) ||
    isIntl(object),
  describe: (object) => {
    const type = isNativeHandle(object) ? className(object) : typeName(object);
    return { kind: 'opaque', type, reason: `a ${type} whose contents cannot be inspected` };
  },
  skipsProperty: () => true,
  create: (shape, { createPlaceholder }, id) => createPlaceholder(id, shape),
  fill: () => undefined,
});

/** Returns the name of its constructor, whether or not that is a global. */
function className(object: object): string {
  const own: unknown = Object.getPrototypeOf(object);
  const type = Object.getOwnPropertyDescriptor(own ?? {}, 'constructor')?.value as unknown;
  return typeof type === 'function' ? type.name : 'Object';
}

/** Returns the name of the nearest global constructor that it inherits from. */
function typeName(object: object): string {
  return findInheritedTypeName(object) ?? 'object without a prototype';
}

const INTL_PROTOTYPES = new Set<unknown>(
  Object.getOwnPropertyNames(Intl).map((name) =>
    Reflect.get(Object(Reflect.get(Intl, name)) as object, 'prototype'),
  ),
);
INTL_PROTOTYPES.delete(undefined);

function isIntl(object: object): boolean {
  return INTL_PROTOTYPES.has(Object.getPrototypeOf(object));
}
