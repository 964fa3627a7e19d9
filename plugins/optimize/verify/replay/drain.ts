import { types } from 'node:util';
import type { Ended } from './settle.ts';

/** Values that are taken from an iterator. */
const MOST = 2_000;

/** Whether it is something that gives its values when it is asked, and nobody else has it. */
export function isDrainable(value: unknown): value is object {
  return types.isGeneratorObject(value) || types.isMapIterator(value) || types.isSetIterator(value);
}

/** What an iterator or generator gives, to its end or as far as anybody would look, and how it ends. */
export async function drain(
  iterator: object,
  wait: (promise: Promise<unknown>) => Promise<Ended>,
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
