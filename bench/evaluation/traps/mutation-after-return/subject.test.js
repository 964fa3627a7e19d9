import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsOf } from './subject.js';

test('settings', () => {
  assert.deepEqual(settingsOf('a'), { name: 'a', retries: 3, hosts: ['one', 'two'] });
  const own = settingsOf('b');
  own.hosts.push('three');
  assert.equal(own.hosts.length, 3);
});
