import { types } from 'node:util';
import type { CallEnd } from './wait-for-call-to-settle.ts';

/** Values that are taken from an iterator. */
const MOST = 2_000;

/** True for generators and iterators of Maps and Sets, yielding on demand, used by no one else. */
export function isDrainable(value: unknown): value is object {
  return types.isGeneratorObject(value) || types.isMapIterator(value) || types.isSetIterator(value);
}

/** Returns the values of an iterator or generator, to its end or to a limit, and how it ends. */
export async function drainIterator(
  iterator: object,
  wait: (promise: Promise<unknown>) => Promise<CallEnd>,
): Promise<readonly unknown[]> {
  const given: unknown[] = [];
  const next: unknown = Reflect.get(iterator, 'next');
  if (typeof next !== 'function') return given;
  while (given.length < MOST) {
    try {
      let step: unknown = Reflect.apply(next, iterator, []);
      if (types.isPromise(step)) {
        const ended = await wait(step);
        if (ended.type !== 'resolved') return [...given, ended.type, ended.value];
        step = ended.value;
      }
      const { done, value } = step as { readonly done?: unknown; readonly value?: unknown };
      given.push(value);
      if (done === true) return given;
    } catch (error) {
      return [...given, 'threw', error];
    }
  }
  return given;
}
