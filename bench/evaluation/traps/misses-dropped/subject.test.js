import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOf } from './subject.js';

test('names of rows', () => {
  assert.deepEqual(
    namesOf(
      ['b', 'a'],
      [
        { id: 'a', name: 'A' },
        { id: 'b', name: 'B' },
      ],
    ),
    ['B', 'A'],
  );
});
