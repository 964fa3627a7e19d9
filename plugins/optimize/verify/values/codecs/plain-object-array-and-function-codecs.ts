import { types } from 'node:util';
import { findGlobal, findGlobalName, findPrototypeName } from '../builtin-objects.ts';
import type { FunctionKind } from '../encoded-value.ts';
import { defineCodec, HOLE, isHole, isIndex } from '../value-codec.ts';

/** Objects that consist only of properties and a prototype. */
export const plainObjectCodec = defineCodec({
  kind: 'object',
  matches: (object) => typeof object === 'object',
  describe: (object, { encodePrototype }) => ({
    kind: 'object',
    prototype: encodePrototype(object),
  }),
  skipsProperty: () => false,
  create: ({ prototype }, context) => Object.create(context.resolvePrototype(prototype)) as object,
  fill: () => undefined,
});

export const arrayCodec = defineCodec({
  kind: 'array',
  matches: (object) => Array.isArray(object),
  describe: (object, { encode, encodePrototype }) => {
    const list = object as readonly unknown[];
    const items = Array.from(list, (_, index) => {
      const own = Object.getOwnPropertyDescriptor(list, index);
      return own === undefined ? HOLE : encode(own.value);
    });
    if (findPrototypeName(Object.getPrototypeOf(list) as object) === 'Array')
      return { kind: 'array', items };
    return { kind: 'array', items, prototype: encodePrototype(list) };
  },
  skipsProperty: (key) => key === 'length' || isIndex(key),
  create: ({ prototype }, context) => {
    const list: unknown[] = [];
    if (prototype !== undefined) Object.setPrototypeOf(list, context.resolvePrototype(prototype));
    return list;
  },
  fill: (object, { items }, { decode }) => {
    const list = object as unknown[];
    list.length = items.length;
    items.forEach((item, index) => {
      if (isHole(item)) delete list[index];
      else defineItem(list, index, decode(item));
    });
  },
});

/** Sets an item; bypasses setters that may have been added to `Array.prototype`. */
function defineItem(list: unknown[], index: number, value: unknown): void {
  const own = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(list, index, own);
}

/** Properties that the engine gives to functions. */
const FUNCTION_PROPERTIES = new Set<string | symbol>([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

export const functionCodec = defineCodec({
  kind: 'function',
  matches: (object) => typeof object === 'function',
  describe: (object, { exportPath }) => {
    const { name, length } = object as () => void;
    const path = exportPath(object);
    const global = findGlobalName(object);
    const shape: FunctionKind = {
      kind: 'function',
      name: typeof name === 'string' ? name : '',
      length: typeof length === 'number' ? length : 0,
      type: typeOf(object),
      ...(path !== null && { export: path }),
      ...(global !== undefined && { global }),
    };
    return shape;
  },
  skipsProperty: (key) => FUNCTION_PROPERTIES.has(key),
  create: (shape, { resolveFunction }, id) => {
    const global = shape.global === undefined ? undefined : findGlobal(shape.global);
    return global ?? resolveFunction(id, shape);
  },
  fill: () => undefined,
});

function typeOf(value: object): FunctionKind['type'] {
  const isGenerator = types.isGeneratorFunction(value);
  if (types.isAsyncFunction(value)) return isGenerator ? 'async-generator' : 'async';
  if (isGenerator) return 'generator';
  // Only classes have a read-only `prototype`.
  const own = Object.getOwnPropertyDescriptor(value, 'prototype');
  return own !== undefined && own.writable === false ? 'class' : 'plain';
}
