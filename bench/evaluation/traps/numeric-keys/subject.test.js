import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groups } from './subject.js';

test('groups', () => {
  assert.deepEqual(groups([{ group: 'b' }, { group: 'a' }, { group: 'b' }]), [
    ['b', 2],
    ['a', 1],
  ]);
});
