import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed } from './subject.js';

test('roles', () => {
  assert.equal(allowed('admin', ['user', 'admin']), true);
  assert.equal(allowed('guest', ['user', 'admin']), false);
});
