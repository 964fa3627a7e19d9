import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from './subject.js';

test('a median', () => {
  assert.equal(median([1, 2, 3]), 2);
  assert.equal(median([5, 1, 3]), 3);
});
