/** Wraps a library's methods in the measured process to count calls; otherwise unchanged. */
import { processSingleton } from './process-singleton.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Purposes of each replaced method, those of the methods below it included: each is replaced once
 * per purpose, by whichever bundle comes first.
 */
const purposes = processSingleton(
  'replaced-methods',
  () => new WeakMap<Method, ReadonlySet<string>>(),
);

/**
 * Counts each call of methods, throwing calls too: a query that failed was one. Missing methods are
 * skipped: versions differ.
 */
export function countMethodCalls(
  target: object,
  names: readonly string[],
  count: () => void,
): void {
  for (const name of names) {
    wrapMethod(target, name, (original) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        count();
        return Reflect.apply(original, this, args);
      };
    });
  }
}

/** Counts calls that do not throw. @param isSent - True if the returned value shows it counts. */
export function countSuccessfulCalls(
  target: object,
  name: string,
  count: () => void,
  isSent: (result: unknown) => boolean = () => true,
): void {
  wrapMethod(target, name, (original) => {
    return function (this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(original, this, args);
      if (isSent(result)) count();
      return result;
    };
  });
}

/** Returns an exported class's prototype; null if not a class. */
export function readClassPrototype(exported: unknown): object | null {
  if (typeof exported !== 'function') return null;
  const { prototype } = exported as { readonly prototype?: unknown };
  return typeof prototype === 'object' ? prototype : null;
}

/** Replaces a method once for a purpose, with its name, length and properties, `util.promisify`'s among them. */
export function wrapMethod(
  target: object,
  name: string,
  wrap: (original: Method) => Method,
  purpose = 'count',
): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return;
  // A frozen library is not counted, rather than failing.
  if (descriptor.configurable !== true) return;
  const before = purposes.get(original as Method);
  if (before?.has(purpose) === true) return;
  const wrapped = wrap(original as Method);
  keepProperties(original, wrapped);
  purposes.set(wrapped, new Set([...(before ?? []), purpose]));
  Object.defineProperty(target, name, { ...descriptor, value: wrapped });
}

function keepProperties(original: object, wrapped: object): void {
  for (const key of Reflect.ownKeys(original)) {
    const own = Object.getOwnPropertyDescriptor(original, key);
    if (own === undefined || key === 'prototype') continue;
    if (key === 'name' || key === 'length') own.configurable = true;
    Object.defineProperty(wrapped, key, own);
  }
}
