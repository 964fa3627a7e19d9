/** Form of values in which private fields of instances are left out. */
import { expect, test } from 'vitest';
import { captureValues } from '../../../../../plugins/optimize/verify/replay/comparable-values.ts';

class Hook {
  readonly name: string;
  readonly _arguments: readonly string[];

  constructor(name: string, values: readonly string[]) {
    this.name = name;
    this._arguments = values;
  }
}

const read = (...values: readonly unknown[]) =>
  captureValues(values, {
    exportPath: () => null,
    prototypePath: () => undefined,
    translatePath: (path) => path,
  });

test('the public form of instances has neither private fields nor whom they share objects with', () => {
  const values = ['x'];
  const shared = read(new Hook('a', values), values);
  const copied = read(new Hook('a', [...values]), values);
  expect(shared.text).not.toBe(copied.text);
  expect(shared.publicText).toBe(copied.publicText);
  expect(shared.publicText).not.toBe(read(new Hook('b', values), values).publicText);
});

test('plain objects and instances without private fields have no public form of their own', () => {
  expect(read({ _id: 1 }).publicText).toBeUndefined();
  expect(read(new Date(0), new Map([['_a', 1]])).publicText).toBeUndefined();
});
