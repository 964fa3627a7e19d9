import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number } from './subject.js';

test('one item', () => {
  let count = 0;
  const counter = {
    get next() {
      count += 1;
      return count;
    },
  };
  assert.deepEqual(number(['a'], counter), ['1: a']);
});
