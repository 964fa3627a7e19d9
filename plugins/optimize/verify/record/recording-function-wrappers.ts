import { findPrototypeName } from '../values/builtin-objects.ts';

/** Wrappers that behave like the original functions but record their calls. */
export interface FunctionWrappers {
  /** Returns the wrapper of a function: always the same. */
  readonly wrap: (original: Callable, handler: ProxyHandler<Callable>) => Callable;
  /** The same for a function that a caller passes as an argument. */
  readonly wrapCallback: (original: Callable, handler: ProxyHandler<Callable>) => Callable;
  readonly isCallback: (value: object) => boolean;
  readonly isWrapper: (value: object) => boolean;
  /** Unwraps a wrapper; other values are returned unchanged. */
  readonly unwrap: <Value>(value: Value) => Value;
  /** Returns the wrapper of a function; undefined if there is none. */
  readonly wrapperOf: (original: object) => Callable | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: what is called is not known
export type Callable = (...args: any[]) => unknown;

export function createFunctionWrappers(): FunctionWrappers {
  const originals = new WeakMap<object, Callable>();
  const wrappers = new WeakMap<object, Callable>();
  const callbacks = new WeakSet<object>();
  const wrap = (original: Callable, handler: ProxyHandler<Callable>): Callable => {
    const known = wrappers.get(original);
    if (known !== undefined) return known;
    const wrapper = new Proxy(original, handler);
    wrappers.set(original, wrapper);
    originals.set(wrapper, original);
    return wrapper;
  };
  return {
    wrap,
    wrapCallback: (original, handler) => {
      const wrapper = wrap(original, handler);
      callbacks.add(wrapper);
      return wrapper;
    },
    isCallback: (value) => callbacks.has(value),
    isWrapper: (value) => originals.has(value),
    unwrap: <Value>(value: Value): Value => {
      if (typeof value !== 'function') return value;
      // Sound, since a wrapper has the same signature as its original.
      return (originals.get(value) as Value | undefined) ?? value;
    },
    wrapperOf: (original) => wrappers.get(original),
  };
}

/** True if an object has no class of its own. */
export function isPlainObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || findPrototypeName(prototype as object) === 'Object';
}

/** Returns own properties that hold functions and can be replaced; no getter is called. */
export function listOwnFunctions(
  object: object,
): readonly (readonly [string | symbol, Callable])[] {
  return Reflect.ownKeys(object).flatMap((key) => {
    const own = Object.getOwnPropertyDescriptor(object, key);
    const isReplaceable = own?.writable === true || own?.configurable === true;
    if (own === undefined || !isReplaceable || typeof own.value !== 'function') return [];
    return [[key, own.value as Callable] as const];
  });
}

/** Returns own accessors that can be replaced; none of them is called. */
export function listOwnAccessors(
  object: object,
): readonly (readonly [string | symbol, PropertyDescriptor])[] {
  return Reflect.ownKeys(object).flatMap((key) => {
    const own = Object.getOwnPropertyDescriptor(object, key);
    const isAccessor = own?.get !== undefined || own?.set !== undefined;
    return isAccessor && own.configurable === true ? [[key, own] as const] : [];
  });
}

/** Replaces the value of a property and keeps its attributes. */
export function replaceProperty(object: object, key: string | symbol, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(object, key);
  const attributes = own ?? { enumerable: false, configurable: true, writable: true };
  Reflect.defineProperty(object, key, { ...attributes, value });
}
