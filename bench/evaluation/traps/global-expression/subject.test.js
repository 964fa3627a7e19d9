import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasDigits } from './subject.js';

test('digits', () => {
  assert.equal(hasDigits('room 12'), true);
  assert.equal(hasDigits('room'), false);
});
