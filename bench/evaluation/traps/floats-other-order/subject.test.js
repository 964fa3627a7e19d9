import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from './subject.js';

test('a total', () => {
  assert.equal(total([1, 2, 3]), 6);
  assert.equal(total([]), 0);
});
