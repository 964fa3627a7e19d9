import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isValid } from './subject.js';

test('rules', () => {
  assert.equal(isValid(3, [(one) => one > 1, (one) => one < 5]), true);
  assert.equal(isValid(9, [(one) => one > 1, (one) => one < 5]), false);
});
