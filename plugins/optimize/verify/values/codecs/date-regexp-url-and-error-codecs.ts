import { types } from 'node:util';
import { findInheritedTypeName, findPrototype, findPrototypeName } from '../builtin-objects.ts';
import { defineCodec, isIndex } from '../value-codec.ts';

/** Objects that wrap one internal value. */

export const dateCodec = defineCodec({
  kind: 'date',
  matches: (object) => types.isDate(object),
  describe: (object, { encode }) => ({
    kind: 'date',
    time: encode(Date.prototype.getTime.call(object)),
  }),
  skipsProperty: () => false,
  create: () => new Date(Number.NaN),
  fill: (object, { time }, { decode }) => {
    Date.prototype.setTime.call(object, decode(time) as number);
  },
});

export const regexpCodec = defineCodec({
  kind: 'regexp',
  matches: (object) => types.isRegExp(object),
  describe: (object, { encode }) => {
    const { source, flags, lastIndex } = object as RegExp;
    return { kind: 'regexp', source, flags, lastIndex: encode(lastIndex) };
  },
  skipsProperty: (key) => key === 'lastIndex',
  create: ({ source, flags }) => new RegExp(source, flags),
  fill: (object, { source, flags, lastIndex }, { decode }) => {
    const regexp = object as RegExp;
    if (regexp.source !== source || regexp.flags !== flags) regexp.compile(source, flags);
    regexp.lastIndex = decode(lastIndex) as number;
  },
});

export const boxedPrimitiveCodec = defineCodec({
  kind: 'boxed',
  matches: (object) => types.isBoxedPrimitive(object),
  describe: (object, { encode }) => ({ kind: 'boxed', value: encode(contentOf(object)) }),
  skipsProperty: (key) => key === 'length' || isIndex(key),
  create: ({ value }, { decode }) => Object(decode(value)) as object,
  fill: () => undefined,
});

function contentOf(object: object): unknown {
  if (types.isNumberObject(object)) return Number.prototype.valueOf.call(object);
  if (types.isStringObject(object)) return String.prototype.valueOf.call(object);
  if (types.isBooleanObject(object)) return Boolean.prototype.valueOf.call(object);
  if (types.isBigIntObject(object)) return BigInt.prototype.valueOf.call(object);
  return Symbol.prototype.valueOf.call(object);
}

export const urlCodec = defineCodec({
  kind: 'url',
  matches: (object) => object instanceof URL && Object.getPrototypeOf(object) === URL.prototype,
  describe: (object) => ({ kind: 'url', href: (object as URL).href }),
  // Its symbol properties are internal.
  skipsProperty: (key) => typeof key === 'symbol',
  create: ({ href }) => new URL(href),
  fill: (object, { href }) => {
    (object as URL).href = href;
  },
});

export const errorCodec = defineCodec({
  kind: 'error',
  matches: (object) => types.isNativeError(object),
  describe: (object, context) => {
    const prototype: unknown = Object.getPrototypeOf(object);
    const name = prototype === null ? undefined : findPrototypeName(prototype as object);
    if (name !== undefined) return { kind: 'error', type: name };
    const type = findInheritedTypeName(object) ?? 'Error';
    return { kind: 'error', type, prototype: context.encodePrototype(object) };
  },
  // Stacks name places, which a change moves.
  skipsProperty: (key) => key === 'stack',
  create: ({ type, prototype }, context) => {
    const error = new Error();
    const own = prototype === undefined ? findPrototype(type) : context.resolvePrototype(prototype);
    if (own !== undefined) Object.setPrototypeOf(error, own);
    return error;
  },
  fill: () => undefined,
});
