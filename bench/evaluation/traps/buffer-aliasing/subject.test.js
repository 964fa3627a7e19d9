import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collected } from './subject.js';

test('pieces', () => {
  const all = new Collected();
  all.add(Buffer.from('ab'));
  all.add(Buffer.from('c'));
  assert.equal(all.text(), 'abc');
});
