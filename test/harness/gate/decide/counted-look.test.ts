import { describe, expect, it, test } from 'vitest';
import { countedLook, countedLooks } from '../../../../harness/gate/decide/counted-look.ts';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/rules.ts';
import { mean, standardDeviation } from '../../../../harness/stats/quantile.ts';
import { tCritical } from '../../../../harness/stats/student-t.ts';
import { metricEvidence, pairsBy } from '../../../support/metric-evidence.ts';

const POOLED = { sd: 0.0006, degreesOfFreedom: 19 };
const counted = (fields: Parameters<typeof metricEvidence>[0]) =>
  metricEvidence({ nature: 'counted', metric: 'instructions', margin: 0.003, ...fields });
const LOOK = { pairs: 3, sharing: 1 };

describe('the looks', () => {
  it.each([
    [POOLED, DEFAULT_RULES.counted_looks],
    [{ ...POOLED, degreesOfFreedom: 18 }, DEFAULT_RULES.counted_looks_own],
    [undefined, DEFAULT_RULES.counted_looks_own],
  ])('with the spread %o', (pooledSpread, looks) => {
    expect(countedLooks(pooledSpread === undefined ? {} : { pooledSpread }, DEFAULT_RULES)).toBe(
      looks,
    );
  });
});

describe('the interval', () => {
  const screen = pairsBy(0.49, 0.5, 0.52);

  test('is that of t with the calibrated spread', () => {
    const { interval, estimate, look } = countedLook(
      counted({ screen, pooledSpread: POOLED }),
      DEFAULT_RULES,
      LOOK,
    );
    const half = (tCritical(0.01 / (2 * 3), 19) * 0.0006) / Math.sqrt(3);
    expect(estimate).toBeCloseTo(mean(look.values), 15);
    expect(interval.high - estimate).toBeCloseTo(half, 12);
    expect(estimate - interval.low).toBeCloseTo(half, 12);
    expect(interval.isReached).toBe(true);
  });

  test('is wider where others share the error', () => {
    const { interval, estimate } = countedLook(
      counted({ screen, pooledSpread: POOLED }),
      DEFAULT_RULES,
      { pairs: 3, sharing: 20 },
    );
    const half = (tCritical(0.01 / (2 * 20 * 3), 19) * 0.0006) / Math.sqrt(3);
    expect(interval.high - estimate).toBeCloseTo(half, 12);
  });

  test('takes the spread of its own pairs where nothing is calibrated', () => {
    const { interval, estimate, look } = countedLook(counted({ screen }), DEFAULT_RULES, LOOK);
    const half = (tCritical(0.01 / 6, 2) * standardDeviation(look.values)) / Math.sqrt(3);
    expect(interval.high - estimate).toBeCloseTo(half, 12);
  });

  test('does so too where they scatter far more than calibrated', () => {
    const wide = pairsBy(-2, 0.5, 3);
    const own = countedLook(counted({ screen: wide }), DEFAULT_RULES, LOOK).interval;
    const pooled = countedLook(
      counted({ screen: wide, pooledSpread: POOLED }),
      DEFAULT_RULES,
      LOOK,
    ).interval;
    expect(pooled).toEqual(own);
    const none = { sd: 0, degreesOfFreedom: 30 };
    expect(
      countedLook(counted({ screen: wide, pooledSpread: none }), DEFAULT_RULES, LOOK).interval,
    ).toEqual(own);
  });

  test('is not reached by a single pair', () => {
    const one = { pairs: 1, sharing: 1 };
    const { interval, place } = countedLook(counted({ screen }), DEFAULT_RULES, one);
    expect(interval.isReached).toBe(false);
    expect(interval.low).toBe(interval.high);
    expect(place).toBe('across');
  });

  test('of values that may be 0 is that of their own differences', () => {
    const zeros = { base: [0, 4, 4], head: [8, 12, 12] };
    const { interval, place } = countedLook(
      counted({ screen: zeros, pooledSpread: POOLED }),
      DEFAULT_RULES,
      LOOK,
    );
    expect(interval).toEqual({ low: 8, high: 8, isReached: true });
    expect(place).toBe('above');
  });
});

describe('the place', () => {
  it.each([
    [1, 'above'],
    [-1, 'below'],
    [0, 'within'],
    [0.3, 'across'],
  ] as const)('of %f %% is %s the margin', (percentage, place) => {
    const screen = pairsBy(percentage, percentage, percentage);
    expect(countedLook(counted({ screen, pooledSpread: POOLED }), DEFAULT_RULES, LOOK).place).toBe(
      place,
    );
  });

  test('is not within the margin where the shares of two modes differ', () => {
    const base = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 11 : 10));
    const head = base.map((value, index) => (index % 3 === 1 && index < 20 ? 11 : value));
    const fields = { screen: { base, head }, margin: 0.09 };
    const look = { pairs: 30, sharing: 1 };
    expect(countedLook(counted(fields), DEFAULT_RULES, look).place).toBe('across');
    const same = { ...fields, screen: { base, head: base } };
    expect(countedLook(counted(same), DEFAULT_RULES, look).place).toBe('within');
  });
});
