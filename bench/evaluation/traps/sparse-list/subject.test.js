import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf } from './subject.js';

test('a count', () => {
  assert.equal(countOf(['a', 'b']), 2);
  assert.equal(countOf([]), 0);
});
