import { types } from 'node:util';
import { findPrototypeName } from '../named-global-objects.ts';
import { isNativeHandle } from '../node-builtin-classes.ts';
import { defineCodec } from '../value-codec.ts';

/** Objects whose contents become available later, or never. */

export const promiseCodec = defineCodec({
  kind: 'promise',
  holds: (object) => types.isPromise(object),
  describe: (object, { settled }) => {
    const outcome = settled(object);
    return outcome === undefined ? { kind: 'promise' } : { kind: 'promise', outcome };
  },
  isTold: () => false,
  create: ({ outcome }, { make }) => {
    if (outcome === undefined) return new Promise(() => undefined);
    const made =
      outcome.type === 'resolved'
        ? Promise.resolve(make(outcome.value))
        : Promise.reject(make(outcome.error));
    // Prevents an unhandled rejection, which would not be the module's fault; code that awaits the
    // promise still gets the error.
    made.catch(() => undefined);
    return made;
  },
  fill: () => undefined,
});

export const iteratorCodec = defineCodec({
  kind: 'iterator',
  holds: (object) =>
    types.isGeneratorObject(object) || types.isMapIterator(object) || types.isSetIterator(object),
  describe: (object) => ({
    kind: 'iterator',
    type: types.isGeneratorObject(object) ? 'generator' : 'collection iterator',
    isAsync: Symbol.asyncIterator in object,
  }),
  isTold: () => true,
  create: (shape, { placeholder }, id) => placeholder(id, shape),
  fill: () => undefined,
});

/** Types of the engine and of Node.js with internal state besides their properties. */
const CLOSED = new Set([
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
  holds: (object) =>
    types.isExternal(object) ||
    isNativeHandle(object) ||
    CLOSED.has(typeName(object)) ||
    isIntl(object),
  describe: (object) => {
    const type = isNativeHandle(object) ? className(object) : typeName(object);
    return { kind: 'opaque', type, reason: `a ${type} whose contents cannot be inspected` };
  },
  isTold: () => true,
  create: (shape, { placeholder }, id) => placeholder(id, shape),
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
  for (let at: unknown = object; at !== null; at = Object.getPrototypeOf(at)) {
    const name = findPrototypeName(at as object);
    if (name !== undefined) return name;
  }
  return 'object without a prototype';
}

const OF_INTL = new Set<unknown>(
  Object.getOwnPropertyNames(Intl).map((name) =>
    Reflect.get(Object(Reflect.get(Intl, name)) as object, 'prototype'),
  ),
);
OF_INTL.delete(undefined);

function isIntl(object: object): boolean {
  return OF_INTL.has(Object.getPrototypeOf(object));
}
