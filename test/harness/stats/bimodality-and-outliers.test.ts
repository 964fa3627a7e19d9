import { describe, expect, test } from 'vitest';
import { outliers, twoModes } from '../../../harness/stats/bimodality-and-outliers.ts';
import { createDraws, drawSample } from '../../support/random-draws.ts';

describe('samples with one mode', () => {
  const noise = createDraws(51);

  test('keep a single mode with a few outliers', () => {
    const sample = [...drawSample(18, () => 100 + noise.normal()), 200, 210];
    expect(twoModes(sample)).toBeNull();
  });
});

describe('samples with two modes', () => {
  test('are found with the size and the centre of each mode', () => {
    const modes = twoModes([10, 20, 10.1, 20.2, 9.9, 19.9, 10, 10.2]);
    expect(modes).toEqual({
      low: { count: 5, center: 10 },
      high: { count: 3, center: 20 },
    });
  });

  test('are found in single values from six trials on', () => {
    expect(twoModes([1, 2, 1, 2, 1])).toBeNull();
    expect(twoModes([1, 2, 1, 2, 1, 1])).toEqual({
      low: { count: 4, center: 1 },
      high: { count: 2, center: 2 },
    });
  });

  test.each([10, 20, 60])(
    'are separated, among %i values, by a gap that one mode hardly ever has',
    (size) => {
      const half = size / 2;
      const limit = 1 / (0.065 * size - 0.3);
      const spread = Array.from({ length: half }, (_, at) => at / (half - 1));
      const apart = (gap: number) => [...spread, ...spread.map((value) => value + 1 + gap)];
      // If the limit were below the gap between neighbours, that would be the widest gap.
      expect(limit).toBeGreaterThan(1 / (half - 1));
      expect(twoModes(apart(limit - 0.001))).toBeNull();
      expect(twoModes(apart(limit + 0.001))).toMatchObject({
        low: { count: half, center: 0.5 },
        high: { count: half, center: expect.closeTo(1.5 + limit, 2) },
      });
    },
  );

  test('have a fifth of the values in each mode, and never fewer than two', () => {
    const modes = (low: number, high: number) =>
      twoModes([...Array<number>(low).fill(1), ...Array<number>(high).fill(9)]);
    expect(modes(13, 2)).toBeNull();
    expect(modes(12, 3)).toMatchObject({ low: { count: 12 }, high: { count: 3 } });
    expect(modes(3, 12)).toMatchObject({ low: { count: 3 }, high: { count: 12 } });
    expect(modes(5, 1)).toBeNull();
    expect(modes(1, 6)).toBeNull();
  });

  test('are measured by the wider mode', () => {
    const tight = [0, 0.01, 0.02, 0.03, 0.04];
    const wide = [3, 4, 5, 6, 7];
    expect(twoModes([...tight, ...wide])).toBeNull();
    expect(twoModes([...wide.map((value) => -value), ...tight])).toBeNull();
    expect(twoModes([...tight, ...wide.map((value) => value + 12)])).not.toBeNull();
  });
});

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
