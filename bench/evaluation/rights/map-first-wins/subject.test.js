import assert from 'node:assert/strict';
import { test } from 'node:test';
import { owners } from './subject.js';

test('owners', () => {
  assert.deepEqual(
    owners(
      [{ owner: 2 }, { owner: 9 }],
      [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
    ),
    ['b', null],
  );
});
