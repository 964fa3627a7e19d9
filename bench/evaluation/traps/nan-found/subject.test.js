import assert from 'node:assert/strict';
import { test } from 'node:test';
import { without } from './subject.js';

test('unwanted values', () => {
  assert.deepEqual(without([1, 2, 3], [2]), [1, 3]);
});
