import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairs } from './subject.js';

test('pairs', () => {
  assert.deepEqual(pairs([1, 2, 3]), [
    [1, 2],
    [2, 3],
  ]);
});
