import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from './subject.js';

test('words', () => {
  assert.equal(wordsOf('One, two'), 2);
  assert.equal(wordsOf('One, two'), 2);
});
