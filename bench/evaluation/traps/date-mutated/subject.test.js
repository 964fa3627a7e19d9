import assert from 'node:assert/strict';
import { test } from 'node:test';
import { days } from './subject.js';

test('days', () => {
  assert.deepEqual(days(new Date('2024-02-28T00:00:00Z'), 3), [
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
  ]);
});
