import { expect, it } from 'vitest';
import { exactChange } from '../../../harness/gate/judge-change-interval-against-margin.ts';

it.each([
  [[2, 2], [3, 3], { ratio: 1.5, low: 1.5, high: 1.5, signs: [1, 1] }],
  [[2, 2], [2, 2], { ratio: 1, low: 1, high: 1, signs: [0, 0] }],
  [[2, 4], [3, 6], { ratio: 1.5, low: 0.75, high: 3, signs: [-1, 1] }],
  [[4, 4], [2, 4], { ratio: 0.75, low: 0.5, high: 1, signs: [-1, 0] }],
  [[0, 0], [1, 2], { ratio: null, low: null, high: null, signs: [1, 1] }],
  [[0, 2], [1, 1], { ratio: null, low: null, high: null, signs: [-1, 1] }],
])('computes the change from %o to %o', (base, head, change) => {
  expect(exactChange(base, head)).toEqual(change);
});
