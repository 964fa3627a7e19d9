/** What is done to a library in the measured process: a method counts, and is as it was otherwise. */
import { onceInProcess } from './once-in-process.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What each replacement is there for, with what those before it are: each is made once, by whichever bundle. */
const purposes = onceInProcess(
  'replaced-methods',
  () => new WeakMap<Method, ReadonlySet<string>>(),
);

/**
 * Replaces methods by ones that do the same and count each call, one that throws included: it was a
 * query that failed. Missing methods are passed over: versions differ.
 */
export function countCalls(target: object, names: readonly string[], count: () => void): void {
  for (const name of names) {
    wrapMethod(target, name, (original) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        count();
        return Reflect.apply(original, this, args);
      };
    });
  }
}

/**
 * The same where a call that throws has sent nothing: the failure of a query comes later.
 * @param isSent - Whether a call that returned this has sent something.
 */
export function countSent(
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

/**
 * Replaces one method, with its name, its length and its place among the properties. What else the
 * method carries stays too: `util.promisify` finds there how it is to be promised.
 * @param purpose - A second replacement for the same is not made.
 */
export function wrapMethod(
  target: object,
  name: string,
  wrap: (original: Method) => Method,
  purpose = 'count',
): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return;
  // A frozen library goes uncounted; it must not fail.
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
