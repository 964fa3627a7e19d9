import { findPrototypeName } from '../values/builtin-objects.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is called is not known
export type Callable = (...args: any[]) => unknown;

/** Wrappers that behave like the original functions but record their calls. */
export class FunctionWrappers {
  readonly #originals = new WeakMap<object, Callable>();
  readonly #wrappers = new WeakMap<object, Callable>();
  readonly #callbacks = new WeakSet<object>();

  /** Returns the wrapper of a function: always the same. */
  wrap(original: Callable, handler: ProxyHandler<Callable>): Callable {
    const known = this.#wrappers.get(original);
    if (known !== undefined) return known;
    const wrapper = new Proxy(original, handler);
    this.#wrappers.set(original, wrapper);
    this.#originals.set(wrapper, original);
    return wrapper;
  }

  /** The same for a function that a caller passes as an argument. */
  wrapCallback(original: Callable, handler: ProxyHandler<Callable>): Callable {
    const wrapper = this.wrap(original, handler);
    this.#callbacks.add(wrapper);
    return wrapper;
  }

  isCallback(value: object): boolean {
    return this.#callbacks.has(value);
  }

  isWrapper(value: object): boolean {
    return this.#originals.has(value);
  }

  /** Unwraps a wrapper; other values are returned unchanged. */
  readonly unwrap = <Value>(value: Value): Value => {
    if (typeof value !== 'function') return value;
    // Sound, since a wrapper has the same signature as its original.
    return (this.#originals.get(value) as Value | undefined) ?? value;
  };

  wrapperOf(original: object): Callable | undefined {
    return this.#wrappers.get(original);
  }
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

/** Replaces the value of a property and keeps its attributes. */
export function replaceProperty(object: object, key: string | symbol, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(object, key);
  const attributes = own ?? { enumerable: false, configurable: true, writable: true };
  Reflect.defineProperty(object, key, { ...attributes, value });
}

/** Replaces own getters and setters, as far as they are configurable; none of them is called. */
export function replaceAccessors(
  object: object,
  wrap: (accessor: Callable, key: string | symbol, kind: 'get' | 'set') => Callable,
): void {
  for (const key of Reflect.ownKeys(object)) {
    const { get, set, ...attributes } = Object.getOwnPropertyDescriptor(object, key) ?? {};
    if (attributes.configurable !== true || (get === undefined && set === undefined)) continue;
    Reflect.defineProperty(object, key, {
      ...attributes,
      ...(get !== undefined && { get: wrap(get, key, 'get') }),
      ...(set !== undefined && { set: wrap(set, key, 'set') }),
    });
  }
}

/** Replaces the methods of one iterator, since all generators share theirs. */
export function replaceIteratorMethods(
  iterator: object,
  wrap: (method: Callable, name: string) => Callable,
): void {
  for (const name of ['next', 'return', 'throw']) {
    const own: unknown = Reflect.get(iterator, name);
    if (typeof own === 'function') replaceProperty(iterator, name, wrap(own as Callable, name));
  }
}
