import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookUp } from './subject.js';

test('a value', async () => {
  assert.equal(await new Promise((done) => lookUp('a', done)), 1);
  assert.equal(await new Promise((done) => lookUp('b', done)), null);
});
