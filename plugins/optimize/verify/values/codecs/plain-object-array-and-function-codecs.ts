import { types } from 'node:util';
import type { FunctionKind } from '../encoded-value.ts';
import { findGlobal, findGlobalName, findPrototypeName } from '../named-global-objects.ts';
import { defineCodec, HOLE, isHole, isIndex } from '../value-codec.ts';

/** Objects that consist only of properties and a prototype. */
export const plainObjectCodec = defineCodec({
  kind: 'object',
  holds: (object) => typeof object === 'object',
  describe: (object, { prototypeOf }) => ({ kind: 'object', prototype: prototypeOf(object) }),
  isTold: () => false,
  create: ({ prototype }, maker) => Object.create(maker.prototype(prototype)) as object,
  fill: () => undefined,
});

export const arrayCodec = defineCodec({
  kind: 'array',
  holds: (object) => Array.isArray(object),
  describe: (object, { tell, prototypeOf }) => {
    const list = object as readonly unknown[];
    const items = Array.from(list, (_, index) => {
      const own = Object.getOwnPropertyDescriptor(list, index);
      return own === undefined ? HOLE : tell(own.value);
    });
    if (findPrototypeName(Object.getPrototypeOf(list) as object) === 'Array')
      return { kind: 'array', items };
    return { kind: 'array', items, prototype: prototypeOf(list) };
  },
  isTold: (key) => key === 'length' || isIndex(key),
  create: ({ prototype }, maker) => {
    const list: unknown[] = [];
    if (prototype !== undefined) Object.setPrototypeOf(list, maker.prototype(prototype));
    return list;
  },
  fill: (object, { items }, { make }) => {
    const list = object as unknown[];
    list.length = items.length;
    items.forEach((item, index) => {
      if (isHole(item)) delete list[index];
      else define(list, index, make(item));
    });
  },
});

/** Bypasses setters that may have been added to `Array.prototype`. */
function define(list: unknown[], index: number, value: unknown): void {
  const own = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(list, index, own);
}

const OF_FUNCTIONS = new Set<string | symbol>([
  'length',
  'name',
  'prototype',
  'arguments',
  'caller',
]);

export const functionCodec = defineCodec({
  kind: 'function',
  holds: (object) => typeof object === 'function',
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
  isTold: (key) => OF_FUNCTIONS.has(key),
  create: (shape, { callable }, id) => {
    const global = shape.global === undefined ? undefined : findGlobal(shape.global);
    return global ?? callable(id, shape);
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
