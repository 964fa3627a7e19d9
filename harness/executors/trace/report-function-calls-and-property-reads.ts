import { promisify } from 'node:util';

type AnyFunction = (...args: never[]) => unknown;

/** The function, which reports each call first; its name, properties and `new` stay. */
export function watchFunction<F extends AnyFunction>(real: F, tell: (args: unknown[]) => void): F {
  return new Proxy(real, {
    apply: (target, self, args: unknown[]) => {
      tell(args);
      return Reflect.apply(target, self, args as never[]);
    },
    construct: (target, args: unknown[], by) => {
      tell(args);
      return Reflect.construct(target, args, by);
    },
    get: (target, key, receiver) => {
      const value: unknown = Reflect.get(target, key, receiver);
      // `promisify(setTimeout)` is a separate function.
      return key === promisify.custom && typeof value === 'function'
        ? watchFunction(value as AnyFunction, tell)
        : value;
    },
  });
}

/** Has members of an object, as far as they are functions, tell of each call. */
export function watchMembers(
  owner: object | undefined,
  names: readonly string[],
  tell: (name: string, args: unknown[]) => void,
): void {
  if (owner === undefined) return;
  for (const name of names) {
    const value: unknown = Reflect.get(owner, name);
    if (typeof value !== 'function') continue;
    const told = watchFunction(value as AnyFunction, (args) => tell(name, args));
    const had = Object.getOwnPropertyDescriptor(owner, name);
    const { enumerable = true } = had ?? {};
    Object.defineProperty(owner, name, {
      value: told,
      enumerable,
      configurable: true,
      writable: true,
    });
  }
}

/** Makes a property report reads. @param real - Returns its value, lazily, as much of Node.js. */
export function watchProperty(
  owner: object,
  name: string,
  tell: () => void,
  real: () => unknown = () => undefined,
): void {
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(owner, name),
    get: () => {
      tell();
      return real();
    },
    set: (value: unknown) => {
      Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    },
  });
}
