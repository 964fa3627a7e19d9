import assert from 'node:assert/strict';
import { test } from 'node:test';
import { task } from './subject.js';

test('tasks', () => {
  const one = task('a');
  assert.deepEqual(one, { name: 'a', tags: [] });
  one.tags.push('new');
  assert.deepEqual(task('b', { tags: ['x'] }), { name: 'b', tags: ['x'] });
});
