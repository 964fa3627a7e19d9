import assert from 'node:assert/strict';
import { test } from 'node:test';
import { positive, Rows } from './subject.js';

test('positive rows', () => {
  assert.deepEqual([...positive(Rows.from([1, -1, 2]))], [1, 2]);
  assert.equal(Rows.from([1, 2]).total, 3);
});
