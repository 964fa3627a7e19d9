import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksum } from './subject.js';

test('a checksum', () => {
  assert.equal(checksum('ab'), checksum('ab'));
  assert.notEqual(checksum('ab'), checksum('ba'));
});
