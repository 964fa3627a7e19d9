import { describe, expect, it, test } from 'vitest';
import {
  analyzePairs,
  computeInterval,
  estimateDifference,
  locateInterval,
} from '../../../../harness/gate/decide/interim-analysis.ts';
import { signedRankInterval } from '../../../../harness/stats/signed-rank-test.ts';
import { pairsWithChanges } from '../../../support/example-paired-metric-evidence.ts';

const VALUES = pairsWithChanges(1, 4, 2, 8, 5, 7, 3, 6, 30);

describe('the interval at an interim analysis', () => {
  test('is the signed-rank interval of the first pairs only', () => {
    const look = analyzePairs(VALUES, 8, 0.02);
    const whole = signedRankInterval(look.values, 0.95);
    expect(look.values).toHaveLength(8);
    expect(computeInterval(look, 0.025)).toEqual({
      low: whole.low,
      high: whole.high,
      isReached: true,
    });
    expect(estimateDifference(look)).toBeCloseTo(whole.estimate, 12);
  });

  test('includes the sign interval when a side has two modes', () => {
    const base = [10, 13, 10, 13, 10, 13, 10, 13, 10, 13, 10, 10];
    const head = base.map((value, index) => value * (index % 4 === 3 ? 1 : 1.01));
    const look = analyzePairs({ base, head }, 12, 0.02);
    expect(look.modes).not.toBeNull();
    const { low, high } = computeInterval(look, 0.05);
    // Nine of twelve differ by 1 %: the third value from either end is 0 and 1 %.
    expect(low).toBe(0);
    expect(high).toBeCloseTo(Math.log(1.01), 12);
    expect(signedRankInterval(look.values, 0.9).low).toBeGreaterThan(0);
    expect(computeInterval(look, 1e-4)).toMatchObject({ low: 0, isReached: false });
  });
});

describe('two modes', () => {
  const apart = (distance: number) => {
    const base = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 10 : distance));
    return analyzePairs({ base, head: base }, 12, 0.02).modes;
  };

  test('count when they lie farther apart than the margin', () => {
    expect(apart(10.21)).not.toBeNull();
    expect(apart(10.19)).toBeNull();
  });

  test('are detected in the analyzed pairs only', () => {
    const base = [...Array<number>(8).fill(10), ...Array<number>(8).fill(20)];
    expect(analyzePairs({ base, head: base }, 8, 0.02).modes).toBeNull();
    expect(analyzePairs({ base, head: base }, 16, 0.02).modes).not.toBeNull();
  });

  test('count at any margin when they are zeros and other values', () => {
    const base = [0, 0, 0, 0, 1, 1];
    expect(analyzePairs({ base, head: base }, 6, 10).modes).toMatchObject({ low: 0, high: 1 });
  });
});

describe('the place of an interval', () => {
  const margin = { marginLow: -1, marginHigh: 2 };
  it.each([
    [2.1, 3, 'above'],
    [2, 3, 'across'],
    [-3, -1.1, 'below'],
    [-3, -1, 'across'],
    [-1, 2, 'within'],
    [-1.1, 2, 'across'],
    [-1, 2.1, 'across'],
  ] as const)('from %f to %f is %s', (low, high, place) => {
    expect(locateInterval({ low, high, isReached: true }, margin)).toBe(place);
    expect(locateInterval({ low, high, isReached: false }, margin)).toBe('across');
  });
});
