import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walk } from './subject.js';

const tree = { root: ['a'], a: [] };
test('a tree of two levels', async () => {
  assert.deepEqual(await walk('root', async (node) => tree[node]), ['root', 'a']);
});
