import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from './subject.js';

test('picked', () => {
  assert.deepEqual(
    collect([1, 2], (item) => item * 2),
    [2, 4],
  );
});
