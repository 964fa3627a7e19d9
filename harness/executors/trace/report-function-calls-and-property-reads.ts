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
  names: readonly string[] | RegExp,
  tell: (name: string, args: unknown[]) => void,
): void {
  if (owner === undefined) return;
  const watched =
    names instanceof RegExp ? Object.keys(owner).filter((name) => names.test(name)) : names;
  for (const name of watched) {
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

/** Parts of Node.js that access inputs on behalf of the program. */
const PARTS = /\(node:internal\/(?:deps\/|process\/warning:|fs\/glob:|bootstrap\/realm:)/u;
/** Folder of this file: its own in the sources, that of the bundle in the package. */
const HERE = /((?:file:\/\/)?\/\S*\/)[^/]*:\d+:\d+/u.exec(new Error('here').stack ?? '')?.[1] ?? '';

/**
 * True if Node.js itself accesses what is watched: the implementation of `Response`, glob matching,
 * the printing of a warning, or the copying of the exports of `process` when it is first imported
 * by name. Only the direct caller counts, since Node.js may call back into a program.
 */
export function isCalledByNode(): boolean {
  const { stack = '' } = new Error('looks up the caller');
  const caller = stack
    .split('\n')
    .slice(1)
    .find(
      (line) =>
        !line.includes(HERE) && !/at (?:(?:Reflect|Object)\.\w+|get) \(<anonymous>\)/u.test(line),
    );
  return caller !== undefined && PARTS.test(caller);
}
