import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizes } from './subject.js';

test('sizes', async () => {
  assert.deepEqual(await sizes(['a', 'bb'], async (path) => ({ size: path.length })), {
    a: 1,
    bb: 2,
  });
});
