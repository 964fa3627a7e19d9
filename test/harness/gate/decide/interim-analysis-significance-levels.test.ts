import { expect, test } from 'vitest';
import { splitAlpha } from '../../../../harness/gate/decide/interim-analysis.ts';

test('shares the level evenly among analyses that can each reach their share', () => {
  expect(splitAlpha([8, 10, 13], 0.03)).toEqual({ schedule: [8, 10, 13], alpha: 0.01 });
});

test('leaves the share of analyses that cannot reach it to the others', () => {
  // 2⁻⁵ = 0.031 and 2⁻⁶ = 0.016 are more than a fourth or a third of 0.04.
  expect(splitAlpha([5, 6, 8, 10], 0.04)).toEqual({ schedule: [8, 10], alpha: 0.02 });
});

test('keeps an analysis that reaches its share exactly', () => {
  expect(splitAlpha([5, 6], 2 / 32)).toEqual({ schedule: [5, 6], alpha: 1 / 32 });
  expect(splitAlpha([5, 6], 2 / 32 - 1e-9).schedule).toEqual([6]);
});

test('keeps no analysis when the last cannot reach the whole level', () => {
  expect(splitAlpha([3, 4], 0.05)).toEqual({ schedule: [], alpha: 0.05 });
});
