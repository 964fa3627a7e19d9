import assert from 'node:assert/strict';
import { test } from 'node:test';
import { without } from './subject.js';

test('unwanted', () => {
  assert.deepEqual(without(['a', 'b', 'c'], ['b']), ['a', 'c']);
});
