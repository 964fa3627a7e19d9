import { describe, expect, test } from 'vitest';
import { findRankChange } from '../../../../plugins/investigate/data/find-metric-level-change-by-rank-test.ts';
import { createDraws, drawSample } from '../../../support/random-draws.ts';

describe('a change between levels of unequal variation', () => {
  test('is found for a cache that always hit, and now hardly does', () => {
    const { normal } = createDraws(1);
    const calm = drawSample(13, () => 30 + 0.05 * normal());
    const wild = drawSample(8, () => 2.5 + 0.5 * normal());
    const found = findRankChange([...calm, ...wild], [12, 13, 14], 0.001);
    expect(found?.index).toBe(13);
    expect(found?.before).toBeCloseTo(30, 0);
    expect(found?.after).toBeLessThan(4);
  });

  test('is found for waits that did not exist before, despite one interval without any', () => {
    const waits = [...drawSample(13, () => 0), 7, 9, 3, 8, 8, 12, 0, 7];
    expect(findRankChange(waits, [12, 13, 14], 0.0005)).toEqual({
      index: 13,
      before: 0,
      after: 7.5,
    });
    expect(findRankChange(waits, [6, 7], 0.0005)).toBeNull();
  });

  test('is left to the usual search for levels of equal variation', () => {
    const { normal } = createDraws(2);
    const [low, high] = [drawSample(15, () => 10 + normal()), drawSample(15, () => 30 + normal())];
    expect(findRankChange([...low, ...high], [15], 0.01)).toBeNull();
  });

  test('is found in at most one in a hundred of some hundred series without a change', () => {
    const { heavyTailed } = createDraws(3);
    const seen = drawSample(300, () => {
      const found = findRankChange(drawSample(24, heavyTailed), [11, 12, 13], 0.01);
      return found === null ? 0 : 1;
    });
    expect(seen.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3);
  });

  test.each([[[]], [[1]], [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]])(
    'is not found in %j',
    (values) => {
      expect(findRankChange(values, [5, 6], 0.01)).toBeNull();
    },
  );
});
