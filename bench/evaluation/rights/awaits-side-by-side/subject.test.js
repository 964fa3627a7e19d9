import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAll } from './subject.js';

test('all', async () => {
  assert.deepEqual(await loadAll([1, 2, 3], async (key) => key * 2), [2, 4, 6]);
  await assert.rejects(
    loadAll([1], async () => {
      throw new Error('no');
    }),
    /no/,
  );
});
