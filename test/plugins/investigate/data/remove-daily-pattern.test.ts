import { expect, test } from 'vitest';
import { findChangePoints } from '../../../../harness/stats/change-points/find-change-points.ts';
import { removeDailyPattern } from '../../../../plugins/investigate/data/remove-daily-pattern.ts';
import { createDraws } from '../../../support/random-draws.ts';

const HOUR = 3_600_000;
const grid = { start: Date.UTC(2026, 10, 20), widthMs: HOUR / 2, length: 4 * 48 };
const intervals = Array.from({ length: grid.length }, (_, index) => index);

/** Returns values twice as high by day as by night; multiplied by `step` from an interval on. */
function series(seed: number, step: number, from: number): readonly number[] {
  const { normal } = createDraws(seed);
  return intervals.map(
    (index) =>
      (index % 48 >= 16 && index % 48 < 36 ? 200 : 100) *
      Math.exp(0.03 * normal()) *
      (index >= from ? step : 1),
  );
}

test('removes a daily pattern, and keeps a step next to it in its place', () => {
  for (const seed of [1, 2, 3]) {
    expect(findChangePoints(series(seed, 1, 0)).points.length).toBeGreaterThan(0);
    expect(
      findChangePoints(removeDailyPattern(series(seed, 1, 0), intervals, grid)).points,
    ).toEqual([]);
    const found = findChangePoints(
      removeDailyPattern(series(seed, 1.6, 170), intervals, grid),
    ).points;
    expect(found.map(({ index }) => index)).toEqual([170]);
  }
});

test('removes nothing from less than three days, or from values that are not all positive', () => {
  const values = series(1, 1, 0).slice(0, 96);
  expect(removeDailyPattern(values, intervals, { ...grid, length: 96 })).toBe(values);
  const withZero = [0, ...series(1, 1, 0).slice(1)];
  expect(removeDailyPattern(withZero, intervals, grid)).toBe(withZero);
});
