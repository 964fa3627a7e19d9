import { expect, test } from 'vitest';
import {
  findMinimumSaving,
  gainOf,
} from '../../../../plugins/optimize/generators/codemod-benchmark-gain.ts';

test('gives the Node.js release of each figure, and the minimum saving on both releases', () => {
  const gain = gainOf('time', [0.5, 0.4, 0.6], [0.7, 0.6, 0.8]);
  expect(gain).toEqual({
    measures: 'time',
    releases: [
      { release: '24', ratio: 0.5, low: 0.4, high: 0.6 },
      { release: '26', ratio: 0.7, low: 0.6, high: 0.8 },
    ],
  });
  expect(findMinimumSaving(gain)).toBeCloseTo(0.2, 12);
  expect(findMinimumSaving(gainOf('time', [0.5, 0.4, 0.6], [1, 0.9, 1.1]))).toBe(0);
});
