import { describe, expect, test } from 'vitest';
import { outliers } from '../../../harness/stats/outliers.ts';
import { draws, sampleOf, shareOf } from '../../support/draws.ts';

describe('outliers', () => {
  test('are named by their position, on either side', () => {
    const sample = [10, 10.1, 9.9, 30, 10.05, 9.95, 10, 10.1, -5, 9.9];
    expect(outliers(sample)).toEqual([3, 8]);
  });

  test('are called in about one normal sample of a hundred', () => {
    const { normal } = draws(61);
    for (const size of [6, 8, 10, 15, 20, 30, 100]) {
      const called = shareOf(3_000, () => outliers(sampleOf(size, normal)).length > 0);
      expect(called, `size ${size}`).toBeLessThan(0.018);
    }
  });

  test('are found where they are clear', () => {
    const { normal } = draws(62);
    const found = shareOf(500, () => outliers([...sampleOf(19, normal), 15]).includes(19));
    expect(found).toBeGreaterThan(0.98);
  });

  test('are not to be told in too few values, or where most are equal', () => {
    expect(outliers([1, 1.1, 0.9, 1, 100])).toEqual([]);
    expect(outliers([1, 1, 1, 1, 1, 1, 100])).toEqual([]);
  });
});
