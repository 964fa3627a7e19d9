import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from './subject.js';

test('events', () => {
  const handlers = { open: () => 'opened', close: () => 'closed' };
  assert.deepEqual(answer(handlers, ['open', 'other']), ['opened', 'none']);
});
