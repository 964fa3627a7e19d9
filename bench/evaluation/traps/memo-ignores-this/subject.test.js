import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tax } from './subject.js';

test('a tax', () => {
  assert.equal(new Tax(19).of(100), 19);
  assert.equal(new Tax(7).of(50), 3.5);
});
