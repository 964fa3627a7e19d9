import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './subject.js';

test('a table', () => {
  assert.deepEqual(
    table([
      ['a', 1],
      ['b', 2],
    ]),
    { a: 1, b: 2 },
  );
});
