import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recent } from './subject.js';

test('each page once', () => {
  assert.deepEqual(recent(['a', 'a', 'b']), ['a', 'b']);
});
