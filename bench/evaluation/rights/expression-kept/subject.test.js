import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNumber } from './subject.js';

test('numbers', () => {
  assert.equal(isNumber('12'), true);
  assert.equal(isNumber('1a'), false);
});
