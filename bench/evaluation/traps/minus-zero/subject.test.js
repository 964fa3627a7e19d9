import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnown } from './subject.js';

test('known values', () => {
  assert.equal(isKnown(0, [1, 0]), true);
  assert.equal(isKnown(3, [1, 0]), false);
  assert.equal(isKnown(Number.NaN, [Number.NaN]), true);
});
