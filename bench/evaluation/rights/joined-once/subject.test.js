import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines } from './subject.js';

test('lines', () => {
  assert.equal(lines(['a', 1]), 'a\n1\n');
});
