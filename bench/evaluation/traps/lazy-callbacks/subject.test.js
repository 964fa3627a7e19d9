import assert from 'node:assert/strict';
import { test } from 'node:test';
import { menu } from './subject.js';

test('a menu', () => {
  const made = menu(['a', 'b'], (item) => item.toUpperCase());
  assert.equal(made.text(), 'A, B');
  assert.equal(made.count, 2);
});
