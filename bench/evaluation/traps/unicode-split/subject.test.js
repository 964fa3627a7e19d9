import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initials } from './subject.js';

test('initials', () => {
  assert.equal(initials('Grace', 2), 'Gr');
});
