import { expect, test } from 'vitest';
import { robustSpread } from '../../../harness/stats/descriptive-statistics.ts';

test('ignores a far value', () => {
  expect(robustSpread([1, 2, 3, 4, 5])).toBeCloseTo(1.4826, 12);
  expect(robustSpread([1, 2, 3, 4, 500])).toBeCloseTo(1.4826, 12);
});

test('equals the standard deviation when half of the values are equal', () => {
  expect(robustSpread([2, 2, 2, 5])).toBeCloseTo(1.5, 12);
  expect(robustSpread([2, 2])).toBe(0);
});
