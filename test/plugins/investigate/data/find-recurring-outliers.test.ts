import { describe, expect, test } from 'vitest';
import { findRecurringOutliers } from '../../../../plugins/investigate/data/find-recurring-outliers.ts';
import { createDraws } from '../../../support/random-draws.ts';

const isWorse = (usual: number, value: number): boolean => value >= 1.2 * usual;

/** Returns points around 200, with every n-th point from `from` on at seven times that. */
function series(from: number, every: number, seed = 1): readonly number[] {
  const { normal } = createDraws(seed);
  return Array.from({ length: 120 }, (_, index) => {
    const isFar = index >= from && (index - from) % every === 0;
    return 200 * (isFar ? 7 : 1) * Math.exp(0.1 * normal());
  });
}

describe('a second mode', () => {
  test.each([3, 5, 9])('is found every %i points where it did not exist before', (every) => {
    const found = findRecurringOutliers(series(60, every), isWorse, 0.002);
    expect(found).toMatchObject({ index: 60, second: 60 + every, end: null });
    expect((found?.after ?? 0) / (found?.before ?? 1)).toBeGreaterThan(5);
    expect(found?.share).toBeCloseTo(1 / every, 1);
  });

  test('is ignored where it existed from the beginning', () => {
    expect(findRecurringOutliers(series(3, 6), isWorse, 0.002)).toBeNull();
  });

  test('is found in hardly any of 150 series with random outliers', () => {
    const alarms = Array.from({ length: 150 }, (_, seed) => {
      const { uniform, normal } = createDraws(seed + 1);
      const values = Array.from(
        { length: 240 },
        () => 200 * (uniform() < 0.05 ? 6 : 1) * Math.exp(0.1 * normal()),
      );
      return findRecurringOutliers(values, isWorse, 0.01);
    }).filter((found) => found !== null);
    expect(alarms.length).toBeLessThanOrEqual(3);
  });
});
