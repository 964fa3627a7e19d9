import { describe, expect, test } from 'vitest';
import { computePairDifferences } from '../../../../harness/gate/decide/interim-analysis.ts';

describe('positive values', () => {
  const differences = computePairDifferences({ base: [1, 2, 4], head: [2, 2, 1] }, 2, 0.1);

  test('are compared by the logarithm of their ratio, in the first pairs only', () => {
    expect(differences.values).toEqual([Math.LN2, 0]);
    expect(differences.isRatio).toBe(true);
    expect(differences.toRatio(Math.log(1.5))).toBeCloseTo(1.5, 12);
  });

  test('have the margin on both sides of equality', () => {
    expect(Math.exp(differences.marginLow)).toBeCloseTo(0.9, 12);
    expect(Math.exp(differences.marginHigh)).toBeCloseTo(1.1, 12);
  });

  test('cannot fall by more than 100 %, whatever the margin', () => {
    const { marginLow } = computePairDifferences({ base: [1], head: [1] }, 1, 1.5);
    expect(marginLow).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('values that may be 0', () => {
  test('are compared by their difference relative to the median of the base', () => {
    const differences = computePairDifferences({ base: [0, 4, 8], head: [1, 4, 6] }, 3, 0.25);
    expect(differences.values).toEqual([1, 0, -2]);
    expect(differences.isRatio).toBe(false);
    expect(differences.toRatio(2)).toBe(1.5);
    expect(differences.toRatio(-2)).toBe(0.5);
    expect(differences.toRatio(-9)).toBe(0);
    expect([differences.marginLow, differences.marginHigh]).toEqual([-1, 1]);
  });

  test('have no ratio and no margin when the base is 0', () => {
    const differences = computePairDifferences({ base: [0, 0, 0], head: [0, 0, 3] }, 3, 0.25);
    expect(differences.toRatio(1)).toBeNull();
    expect([differences.marginLow, differences.marginHigh]).toEqual([-0, 0]);
  });

  test('are assumed only when one of the analyzed pairs has such a value', () => {
    const values = { base: [1, 1, 1], head: [1, 1, 0] };
    expect(computePairDifferences(values, 2, 0).isRatio).toBe(true);
    expect(computePairDifferences(values, 3, 0).isRatio).toBe(false);
    expect(computePairDifferences({ base: [1, -1], head: [1, 1] }, 2, 0).isRatio).toBe(false);
  });
});
