import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf } from './subject.js';

const rows = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
];
test('rows come in the order of their keys', () => {
  assert.deepEqual(rowsOf([2, 1], rows), [rows[1], rows[0]]);
  assert.deepEqual(rowsOf([3], rows), [null]);
});
