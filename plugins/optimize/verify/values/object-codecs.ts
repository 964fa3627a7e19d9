import { types } from 'node:util';
import {
  findGlobal,
  findGlobalName,
  findInheritedTypeName,
  findOpaqueType,
  findPrototype,
  findPrototypeName,
  typedArrayName,
  unbox,
} from './builtin-objects.ts';
import { isIndex } from './encode-properties.ts';
import {
  type EncodedValue,
  type FunctionKind,
  HOLE,
  isHole,
  isReference,
  type ObjectKind,
  type PromiseOutcome,
  type Prototype,
} from './encoded-value.ts';

export interface EncodeContext {
  readonly encode: (value: unknown) => EncodedValue;
  readonly encodePrototype: (object: object) => Prototype;
  /** Path of the module's export that an object is; null if it is none. */
  readonly exportPath: (object: object) => readonly string[] | null;
  /** Returns the outcome of a promise, as far as it is known. */
  readonly promiseOutcome: (promise: object) => PromiseOutcome | undefined;
}

export interface DecodeContext {
  readonly decode: (value: EncodedValue) => unknown;
  readonly resolvePrototype: (prototype: Prototype) => object | null;
  /** Returns a replacement for a function passed as argument, exported or global. */
  readonly resolveFunction: (id: number, shape: FunctionKind) => object;
}

type Kind = ObjectKind['kind'];
type Shape<K extends Kind> = Extract<ObjectKind, { kind: K }>;

/** Recognizes, describes and recreates objects of a kind. */
export interface ObjectCodec<K extends Kind = Kind> {
  /** Returns true for objects of this kind, by internal slots, not by what they report. */
  readonly matches: (object: object) => boolean;
  readonly describe: (object: object, context: EncodeContext) => Shape<K>;
  /** True for own properties that `describe` covers, or that do not matter. Default: none. */
  readonly skipsProperty?: (key: string | symbol) => boolean;
  /** Creates the object without its contents, which may refer back to it; absent: impossible. */
  readonly create?: (shape: Shape<K>, context: DecodeContext, id: number) => object;
  /** Sets its contents to the recorded state, in place. */
  readonly fill?: (object: object, shape: Shape<K>, context: DecodeContext) => void;
}

function isLengthOrIndex(key: string | symbol): boolean {
  return key === 'length' || isIndex(key);
}

/** Properties that the engine gives to functions. */
const FUNCTION_PROPERTY = /^(?:length|name|prototype|arguments|caller)$/u;

/** In order: the first codec that matches an object describes it. */
const CODECS: { readonly [K in Kind]: ObjectCodec<K> } = {
  function: {
    matches: (object) => typeof object === 'function',
    describe: (object, { exportPath }) => {
      const { name, length } = object as () => void;
      const path = exportPath(object);
      const global = findGlobalName(object);
      return {
        kind: 'function',
        name: typeof name === 'string' ? name : '',
        length: typeof length === 'number' ? length : 0,
        type: functionType(object),
        ...(path !== null && { export: path }),
        ...(global !== undefined && { global }),
      };
    },
    skipsProperty: (key) => FUNCTION_PROPERTY.test(String(key)),
    create: (shape, { resolveFunction }, id) => resolveFunction(id, shape),
  },
  array: {
    matches: (object) => Array.isArray(object),
    describe: (object, { encode, encodePrototype }) => {
      const items = Array.from(object as readonly unknown[], (_, index) => {
        const own = Object.getOwnPropertyDescriptor(object, index);
        return own === undefined ? HOLE : encode(own.value);
      });
      return findPrototypeName(Object.getPrototypeOf(object) as object) === 'Array'
        ? { kind: 'array', items }
        : { kind: 'array', items, prototype: encodePrototype(object) };
    },
    skipsProperty: isLengthOrIndex,
    create: ({ prototype }, context) =>
      prototype === undefined
        ? []
        : (Object.setPrototypeOf([], context.resolvePrototype(prototype)) as object),
    fill: (object, { items }, { decode }) => {
      const list = object as unknown[];
      list.length = items.length;
      items.forEach((item, index) => {
        if (isHole(item)) {
          delete list[index];
          return;
        }
        // Bypasses setters that may have been added to `Array.prototype`.
        const own = { writable: true, enumerable: true, configurable: true };
        Object.defineProperty(list, index, { ...own, value: decode(item) });
      });
    },
  },
  date: {
    matches: (object) => types.isDate(object),
    describe: (object, { encode }) => ({
      kind: 'date',
      time: encode(Date.prototype.getTime.call(object)),
    }),
    create: () => new Date(Number.NaN),
    fill: (object, { time }, { decode }) =>
      void Date.prototype.setTime.call(object, decode(time) as number),
  },
  regexp: {
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
  },
  map: {
    matches: (object) => types.isMap(object),
    describe: (object, { encode }) => {
      const entries = [...Map.prototype.entries.call(object as Map<unknown, unknown>)];
      return { kind: 'map', entries: entries.map(([key, value]) => [encode(key), encode(value)]) };
    },
    create: () => new Map(),
    fill: (object, { entries }, { decode }) => {
      const map = object as Map<unknown, unknown>;
      Map.prototype.clear.call(map);
      for (const [key, value] of entries) Map.prototype.set.call(map, decode(key), decode(value));
    },
  },
  set: {
    matches: (object) => types.isSet(object),
    describe: (object, { encode }) => {
      const items = [...Set.prototype.values.call(object as Set<unknown>)];
      return { kind: 'set', items: items.map(encode) };
    },
    create: () => new Set(),
    fill: (object, { items }, { decode }) => {
      const set = object as Set<unknown>;
      Set.prototype.clear.call(set);
      for (const item of items) Set.prototype.add.call(set, decode(item));
    },
  },
  error: {
    matches: (object) => types.isNativeError(object),
    describe: (object, { encodePrototype }) => {
      const prototype: unknown = Object.getPrototypeOf(object);
      const name = prototype === null ? undefined : findPrototypeName(prototype as object);
      if (name !== undefined) return { kind: 'error', type: name };
      const type = findInheritedTypeName(object) ?? 'Error';
      return { kind: 'error', type, prototype: encodePrototype(object) };
    },
    // Stacks name places, which a change moves.
    skipsProperty: (key) => key === 'stack',
    create: ({ type, prototype }, context) => {
      const own =
        prototype === undefined ? findPrototype(type) : context.resolvePrototype(prototype);
      const error = new Error();
      return own === undefined ? error : (Object.setPrototypeOf(error, own) as object);
    },
  },
  bytes: {
    matches: (object) => types.isAnyArrayBuffer(object) || ArrayBuffer.isView(object),
    describe: (object, { encode }) => {
      if (!ArrayBuffer.isView(object)) {
        const base64 = Buffer.from(new Uint8Array(object as ArrayBuffer)).toString('base64');
        const type = types.isSharedArrayBuffer(object) ? 'SharedArrayBuffer' : 'ArrayBuffer';
        return { kind: 'bytes', type, base64 };
      }
      const { buffer, byteOffset, byteLength } = object;
      const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      if (Buffer.isBuffer(object)) return { kind: 'bytes', type: 'Buffer', base64 };
      const type = types.isDataView(object) ? 'DataView' : typedArrayName(object);
      const memory = encode(buffer);
      return isReference(memory)
        ? { kind: 'bytes', type, base64, buffer: { id: memory.id, offset: byteOffset } }
        : { kind: 'bytes', type, base64 };
    },
    skipsProperty: isIndex,
    create: ({ type, base64, buffer }, { decode }) => {
      const content = Buffer.from(base64, 'base64');
      if (type === 'Buffer') return content;
      if (type === 'SharedArrayBuffer') return new SharedArrayBuffer(content.length);
      const own = new Uint8Array(content).buffer;
      if (type === 'ArrayBuffer') return own;
      const memory = buffer === undefined ? own : decode({ is: 'object', id: buffer.id });
      const view = (findGlobal(type) ?? Uint8Array) as Uint8ArrayConstructor;
      const count = content.length / (view.BYTES_PER_ELEMENT ?? 1);
      return new view(memory as ArrayBuffer, buffer?.offset ?? 0, count);
    },
    fill: (object, { base64 }) => {
      const target = ArrayBuffer.isView(object)
        ? Buffer.from(object.buffer, object.byteOffset, object.byteLength)
        : Buffer.from(object as ArrayBuffer);
      Buffer.from(base64, 'base64').copy(target);
    },
  },
  boxed: {
    matches: (object) => types.isBoxedPrimitive(object),
    describe: (object, { encode }) => ({ kind: 'boxed', value: encode(unbox(object)) }),
    skipsProperty: isLengthOrIndex,
    create: ({ value }, { decode }) => Object(decode(value)) as object,
  },
  promise: {
    matches: (object) => types.isPromise(object),
    describe: (object, { promiseOutcome }) => {
      const outcome = promiseOutcome(object);
      return outcome === undefined ? { kind: 'promise' } : { kind: 'promise', outcome };
    },
    create: ({ outcome }, { decode }) => {
      if (outcome === undefined) return new Promise(() => undefined);
      const made =
        outcome.type === 'resolved'
          ? Promise.resolve(decode(outcome.value))
          : Promise.reject(decode(outcome.error));
      // Prevents an unhandled rejection, which would not be the module's fault; code that awaits
      // the promise still gets the error.
      made.catch(() => undefined);
      return made;
    },
  },
  iterator: {
    matches: (object) =>
      types.isGeneratorObject(object) || types.isMapIterator(object) || types.isSetIterator(object),
    describe: (object) => ({
      kind: 'iterator',
      type: types.isGeneratorObject(object) ? 'generator' : 'collection iterator',
      isAsync: Symbol.asyncIterator in object,
    }),
    skipsProperty: () => true,
  },
  url: {
    matches: (object) => object instanceof URL && Object.getPrototypeOf(object) === URL.prototype,
    describe: (object) => ({ kind: 'url', href: (object as URL).href }),
    // Its symbol properties are internal.
    skipsProperty: (key) => typeof key === 'symbol',
    create: ({ href }) => new URL(href),
    fill: (object, { href }) => void Object.assign(object, { href }),
  },
  opaque: {
    matches: (object) => findOpaqueType(object) !== null,
    describe: (object) => {
      const type = findOpaqueType(object) ?? 'Object';
      return { kind: 'opaque', type, reason: `a ${type} whose contents cannot be inspected` };
    },
  },
  object: {
    matches: () => true,
    describe: (object, { encodePrototype }) => ({
      kind: 'object',
      prototype: encodePrototype(object),
    }),
    create: ({ prototype }, { resolvePrototype }) =>
      Object.create(resolvePrototype(prototype)) as object,
  },
};

// Sound: callers pass a codec only shapes of its own kind.
const ALL = CODECS as unknown as Readonly<Record<Kind, ObjectCodec>>;
const ORDERED = Object.values(ALL);

export function findCodec(object: object): ObjectCodec {
  return ORDERED.find(({ matches }) => matches(object)) ?? ALL.object;
}

export function findCodecByKind({ kind }: ObjectKind): ObjectCodec {
  return ALL[kind];
}

function functionType(value: object): FunctionKind['type'] {
  const isGenerator = types.isGeneratorFunction(value);
  if (types.isAsyncFunction(value)) return isGenerator ? 'async-generator' : 'async';
  if (isGenerator) return 'generator';
  // Only classes have a read-only `prototype`.
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
    ? 'class'
    : 'plain';
}
