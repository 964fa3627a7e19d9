import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buttons } from './subject.js';

test('buttons', () => {
  assert.deepEqual(
    buttons(['a', 'b'], () => {}).map(({ name }) => name),
    ['a', 'b'],
  );
  buttons(['a'], (index) => assert.equal(typeof index, 'number'))[0].press();
});
