import { describe, expect, test } from 'vitest';
import { outliers } from '../../../harness/stats/bimodality-and-outliers.ts';

describe('outliers', () => {
  test('are named by their position, on either side', () => {
    const sample = [10, 10.1, 9.9, 30, 10.05, 9.95, 10, 10.1, -5, 9.9];
    expect(outliers(sample)).toEqual([3, 8]);
  });

  test('are not reported in too few values, or when most values are equal', () => {
    expect(outliers([1, 1.1, 0.9, 1, 100])).toEqual([]);
    expect(outliers([1, 1, 1, 1, 1, 1, 100])).toEqual([]);
  });

  test.each([
    [7, 4.4 + 30 / 7],
    [11, 4.4 + 30 / 11],
    [31, 4.4 + 30 / 31],
  ])('lie, among %i values, more than %d robust deviations from the median', (size, limit) => {
    for (const side of [-1, 1]) {
      // Including the distant value, as many values at −1 as at 1, and one at 0: median 0, median
      // deviation 1.
      const ones = Array.from({ length: size - 2 }, (_, at) => (at % 2 === 0 ? -side : side));
      const low = outliers([0, ...ones, side * 1.4826 * (limit - 0.001)]);
      const high = outliers([0, ...ones, side * 1.4826 * (limit + 0.001)]);
      expect([low, high]).toEqual([[], [size - 1]]);
    }
  });
});
