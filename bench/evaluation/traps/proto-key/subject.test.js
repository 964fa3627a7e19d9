import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headers } from './subject.js';

test('headers', () => {
  assert.deepEqual(
    headers([
      ['a', '1'],
      ['b', '2'],
    ]),
    { a: '1', b: '2' },
  );
});
