import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshot } from './subject.js';

test('a copy', () => {
  const state = { name: 'a', list: [1, 2] };
  assert.deepEqual(snapshot(state), state);
  assert.notEqual(snapshot(state), state);
});
