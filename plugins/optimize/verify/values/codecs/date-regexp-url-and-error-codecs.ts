import { types } from 'node:util';
import { findPrototype, findPrototypeName } from '../named-global-objects.ts';
import { defineCodec, isIndex } from '../value-codec.ts';

/** Objects that wrap one internal value. */

export const dateCodec = defineCodec({
  kind: 'date',
  holds: (object) => types.isDate(object),
  describe: (object, { tell }) => ({
    kind: 'date',
    time: tell(Date.prototype.getTime.call(object)),
  }),
  isTold: () => false,
  create: () => new Date(Number.NaN),
  fill: (object, { time }, { make }) => {
    Date.prototype.setTime.call(object, make(time) as number);
  },
});

export const regexpCodec = defineCodec({
  kind: 'regexp',
  holds: (object) => types.isRegExp(object),
  describe: (object, { tell }) => {
    const { source, flags, lastIndex } = object as RegExp;
    return { kind: 'regexp', source, flags, lastIndex: tell(lastIndex) };
  },
  isTold: (key) => key === 'lastIndex',
  create: ({ source, flags }) => new RegExp(source, flags),
  fill: (object, { source, flags, lastIndex }, { make }) => {
    const regexp = object as RegExp;
    if (regexp.source !== source || regexp.flags !== flags) regexp.compile(source, flags);
    regexp.lastIndex = make(lastIndex) as number;
  },
});

export const boxedPrimitiveCodec = defineCodec({
  kind: 'boxed',
  holds: (object) => types.isBoxedPrimitive(object),
  describe: (object, { tell }) => ({ kind: 'boxed', value: tell(contentOf(object)) }),
  isTold: (key) => key === 'length' || isIndex(key),
  create: ({ value }, { make }) => Object(make(value)) as object,
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
  holds: (object) => object instanceof URL && Object.getPrototypeOf(object) === URL.prototype,
  describe: (object) => ({ kind: 'url', href: (object as URL).href }),
  // Its symbol properties are internal.
  isTold: (key) => typeof key === 'symbol',
  create: ({ href }) => new URL(href),
  fill: (object, { href }) => {
    (object as URL).href = href;
  },
});

export const errorCodec = defineCodec({
  kind: 'error',
  holds: (object) => types.isNativeError(object),
  describe: (object, teller) => {
    const prototype: unknown = Object.getPrototypeOf(object);
    const name = prototype === null ? undefined : findPrototypeName(prototype as object);
    if (name !== undefined) return { kind: 'error', type: name };
    return { kind: 'error', type: globalTypeOf(object), prototype: teller.prototypeOf(object) };
  },
  // Stacks name places, which a change moves.
  isTold: (key) => key === 'stack',
  create: ({ type, prototype }, maker) => {
    const error = new Error();
    const own = prototype === undefined ? findPrototype(type) : maker.prototype(prototype);
    if (own !== undefined) Object.setPrototypeOf(error, own);
    return error;
  },
  fill: () => undefined,
});

function globalTypeOf(object: object): string {
  for (let at: unknown = object; at !== null; at = Object.getPrototypeOf(at)) {
    const name = findPrototypeName(at as object);
    if (name !== undefined) return name;
  }
  return 'Error';
}
