import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAll } from './subject.js';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
test('in order', async () => {
  assert.deepEqual(await loadAll([1, 2], async (key) => key * 2), [2, 4]);
});
test('an error', async () => {
  await assert.rejects(
    loadAll(['slow', 'good'], async (key) => {
      await pause(1);
      if (key === 'slow') throw new Error('slow');
      return key;
    }),
    /slow/,
  );
});
