/** Values as code: the rendered code recreates the value when run. */
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { renderValues } from '../../../../../plugins/optimize/verify/code/render-captured-values-as-code.ts';
import { createSnapshotRecorder } from '../../../../../plugins/optimize/verify/values/value-snapshot-recorder.ts';

const lasting = /a"b/g;
lasting.lastIndex = 3;

it.each<readonly [string, unknown, string]>([
  [
    'plain values',
    [1, 'a"', null, undefined, true, -0, 7n],
    '[1, "a\\"", null, undefined, true, -0, 7n]',
  ],
  ['fields', { a: 1, 'b-c': [], none: null }, '{ a: 1, "b-c": [], none: null }'],
  ['a field that is no prototype', JSON.parse('{"__proto__":1}'), "{ ['__proto__']: 1 }"],
  ['no prototype', Object.create(null), '{ __proto__: null }'],
  ['places that hold nothing', Array(2), '[, ,]'],
  ['collections', [new Map([[1, 2]]), new Set(['x'])], '[new Map([[1, 2]]), new Set(["x"])]'],
  ['a date', new Date(5), 'new Date(5)'],
  ['an expression in use', lasting, 'Object.assign(new RegExp("a\\"b", "g"), { lastIndex: 3 })'],
  ['an error', new TypeError('no'), 'new TypeError("no")'],
  ['a frozen list', Object.freeze([1]), 'Object.freeze([1])'],
  ['bytes', Buffer.from('abc'), 'Buffer.from("YWJj", \'base64\')'],
])('%s', (_, value, code) => {
  const { expressions, statements } = renderValues(
    createSnapshotRecorder({ includesPrototypes: false }).snapshot([value]),
  );
  expect(statements).toEqual([]);
  expect(expressions[0]).toBe(code);
  const made: unknown = runInThisContext(`(${code})`, {});
  expect(createSnapshotRecorder().snapshot([made]).objects).toEqual(
    createSnapshotRecorder().snapshot([value]).objects,
  );
});

it('names a value that occurs twice', () => {
  const sharedObject = { a: 1 };
  const { statements, expressions } = renderValues(
    createSnapshotRecorder().snapshot([[sharedObject, sharedObject]]),
  );
  expect(statements).toEqual(['const value1 = { a: 1 };']);
  expect(expressions).toEqual(['[value1, value1]']);
});
