import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstWord } from './subject.js';

test('the first word', () => {
  assert.equal(firstWord('one two', /[a-z]+/g), 'one');
  assert.equal(firstWord('12', /[a-z]+/g), '');
});
