import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ranked } from './subject.js';

test('by score', () => {
  const players = [
    { name: 'a', score: 1 },
    { name: 'b', score: 3 },
    { name: 'c', score: 2 },
  ];
  assert.deepEqual(
    ranked(players).map(({ name }) => name),
    ['b', 'c', 'a'],
  );
});
