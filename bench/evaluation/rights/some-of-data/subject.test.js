import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasOverdue } from './subject.js';

test('bills', () => {
  assert.equal(hasOverdue([{ due: 3 }, { due: 9 }], 5), true);
  assert.equal(hasOverdue([{ due: 9 }], 5), false);
});
