import { describe, expect, it, test } from 'vitest';
import {
  analyzeCountedMetric,
  type CountedAnalysis,
  countedAnalysisSchedule,
} from '../../../../harness/gate/decide/analyze-counted-metric.ts';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import type { PooledSpread } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { mean, standardDeviation } from '../../../../harness/stats/descriptive-statistics.ts';
import { tCritical } from '../../../../harness/stats/student-t-distribution.ts';
import {
  metricEvidence,
  pairsInRange,
  pairsWithChanges,
} from '../../../support/example-paired-metric-evidence.ts';

const POOLED = { sd: 0.0006, degreesOfFreedom: 19 };
const counted = (fields: Parameters<typeof metricEvidence>[0]) =>
  metricEvidence({ nature: 'counted', metric: 'instructions', margin: 0.003, ...fields });
const LOOK = { pairs: 3, sharing: 1 };
const OWN_LOOK = { pairs: 6, sharing: 1 };

/** Returns the analysis, which must be of type `placed`. */
function placed(
  ...given: Parameters<typeof analyzeCountedMetric>
): CountedAnalysis & { readonly type: 'placed' } {
  const look = analyzeCountedMetric(...given);
  if (look.type !== 'placed') throw new Error(`it is ${look.type}`);
  return look;
}

describe('the schedule of interim analyses', () => {
  it.each([
    [POOLED, DEFAULT_RULES.counted_looks],
    [{ ...POOLED, degreesOfFreedom: 18 }, DEFAULT_RULES.counted_looks_own],
    [undefined, DEFAULT_RULES.counted_looks_own],
  ])('depends on the spread %o', (pooledSpread, looks) => {
    expect(
      countedAnalysisSchedule(pooledSpread === undefined ? {} : { pooledSpread }, DEFAULT_RULES),
    ).toBe(looks);
  });
});

describe('the interval of a counted metric', () => {
  const screen = pairsWithChanges(0.49, 0.5, 0.52);

  test('is a t interval with the calibrated spread', () => {
    const { interval, estimate, look } = placed(
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

  test('uses the spread of its own pairs when nothing is calibrated', () => {
    const own = counted({ screen: pairsInRange(6, 0.4, 0.6) });
    const { interval, estimate, look, spread } = placed(own, DEFAULT_RULES, OWN_LOOK);
    const half = (tCritical(0.01 / 6, 5) * standardDeviation(look.values)) / Math.sqrt(6);
    expect(interval.high - estimate).toBeCloseTo(half, 12);
    expect(spread.type).toBe('own');
  });

  test('uses the spread of its own pairs when they scatter far more than calibrated', () => {
    const wide = pairsInRange(6, -2, 3);
    const own = placed(counted({ screen: wide }), DEFAULT_RULES, OWN_LOOK).interval;
    const by = (pooledSpread: PooledSpread) =>
      placed(counted({ screen: wide, pooledSpread }), DEFAULT_RULES, OWN_LOOK);
    expect(by(POOLED).interval).toEqual(own);
    expect(by({ sd: 0, degreesOfFreedom: 30 }).interval).toEqual(own);
    expect(by(POOLED).spread.type).toBe('own');
    expect(by({ ...POOLED, sd: 0.02 }).spread.type).toBe('calibrated');
  });

  const many = { ...pairsInRange(16, 0.4, 0.6) };
  const ordered = (...slots: readonly (0 | 1)[]) => ({ ...many, slots });
  const rarer = (pairs: number, of: number) =>
    ordered(...Array.from({ length: pairs }, (_, index): 0 | 1 => (index < of ? 1 : 0)));

  test.each([
    ['a single pair', 1, undefined, 'too-few'],
    ['fewer than the first look has', 5, undefined, 'too-few'],
    ['the first look', 6, undefined, 'placed'],
    ['a single calibrated pair', 1, POOLED, 'too-few'],
    ['fewer calibrated ones than the first look has', 2, POOLED, 'too-few'],
    ['the first look of calibrated ones', 3, POOLED, 'placed'],
  ] as const)('exists from the first interim analysis on: %s', (_, pairs, pooledSpread, type) => {
    const evidence = counted({ screen: many, ...(pooledSpread && { pooledSpread }) });
    const look = analyzeCountedMetric(evidence, DEFAULT_RULES, { pairs, sharing: 1 });
    expect(look.type).toBe(type);
    expect('interval' in look).toBe(type === 'placed');
  });

  test.each([
    [6, 0, 'one-order'],
    [6, 1, 'placed'],
    [10, 1, 'one-order'],
    [10, 2, 'placed'],
    [16, 2, 'one-order'],
    [16, 3, 'placed'],
  ] as const)('requires one pair in six of the rarer order: of %i, %i', (pairs, of, type) => {
    const slots = rarer(pairs, of);
    const turned = ordered(...slots.slots.map((slot): 0 | 1 => (slot === 0 ? 1 : 0)));
    for (const own of [slots, turned]) {
      const look = { pairs, sharing: 1 };
      expect(analyzeCountedMetric(counted({ screen: own }), DEFAULT_RULES, look).type).toBe(type);
      // A calibrated spread already includes the effect of the order.
      const known = counted({ screen: own, pooledSpread: POOLED });
      expect(analyzeCountedMetric(known, DEFAULT_RULES, look).type).toBe('placed');
    }
  });

  test('uses the spread of their own differences for values that may be 0', () => {
    const zeros = { base: [0, 4, 4], head: [8, 12, 12] };
    const { interval, place } = placed(
      counted({ screen: zeros, pooledSpread: POOLED }),
      DEFAULT_RULES,
      LOOK,
    );
    expect(interval).toEqual({ low: 8, high: 8, isReached: true });
    expect(place).toBe('above');
  });
});

describe('the place of a change', () => {
  it.each([
    [1, 'above'],
    [-1, 'below'],
    [0, 'within'],
    [0.3, 'across'],
  ] as const)('of %f %% is %s the margin', (percentage, place) => {
    const screen = pairsWithChanges(percentage, percentage, percentage);
    expect(placed(counted({ screen, pooledSpread: POOLED }), DEFAULT_RULES, LOOK).place).toBe(
      place,
    );
  });

  test('is not within the margin when the shares of two modes differ', () => {
    const base = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 11 : 10));
    const head = base.map((value, index) => (index % 3 === 1 && index < 20 ? 11 : value));
    const fields = { screen: { base, head }, margin: 0.09 };
    const look = { pairs: 30, sharing: 1 };
    expect(analyzeCountedMetric(counted(fields), DEFAULT_RULES, look).type).toBe('modes');
    const same = { ...fields, screen: { base, head: base } };
    expect(placed(counted(same), DEFAULT_RULES, look).place).toBe('within');
  });
});
