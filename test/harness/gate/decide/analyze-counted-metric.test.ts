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
const CALIBRATED = { pairs: 3, sharing: 1 };
const OWN_SPREAD = { pairs: 6, sharing: 1 };

/** Returns the analysis, which must be of type `located`. */
function located(
  ...args: Parameters<typeof analyzeCountedMetric>
): CountedAnalysis & { readonly type: 'located' } {
  const analysis = analyzeCountedMetric(...args);
  if (analysis.type !== 'located') throw new Error(`it is ${analysis.type}`);
  return analysis;
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
    const { interval, estimate, analysis } = located(
      counted({ screen, pooledSpread: POOLED }),
      DEFAULT_RULES,
      CALIBRATED,
    );
    const half = (tCritical(0.01 / (2 * 3), 19) * 0.0006) / Math.sqrt(3);
    expect(estimate).toBeCloseTo(mean(analysis.values), 15);
    expect(interval.high - estimate).toBeCloseTo(half, 12);
    expect(estimate - interval.low).toBeCloseTo(half, 12);
    expect(interval.isReached).toBe(true);
  });

  test('uses the spread of its own pairs when nothing is calibrated', () => {
    const own = counted({ screen: pairsInRange(6, 0.4, 0.6) });
    const { interval, estimate, analysis, spread } = located(own, DEFAULT_RULES, OWN_SPREAD);
    const half = (tCritical(0.01 / 6, 5) * standardDeviation(analysis.values)) / Math.sqrt(6);
    expect(interval.high - estimate).toBeCloseTo(half, 12);
    expect(spread.type).toBe('own');
  });

  test('uses the spread of its own pairs when they scatter far more than calibrated', () => {
    const wide = pairsInRange(6, -2, 3);
    const own = located(counted({ screen: wide }), DEFAULT_RULES, OWN_SPREAD).interval;
    const by = (pooledSpread: PooledSpread) =>
      located(counted({ screen: wide, pooledSpread }), DEFAULT_RULES, OWN_SPREAD);
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
    ['fewer than the first interim analysis has', 5, undefined, 'too-few'],
    ['the first interim analysis', 6, undefined, 'located'],
    ['a single calibrated pair', 1, POOLED, 'too-few'],
    ['fewer calibrated ones than the first interim analysis has', 2, POOLED, 'too-few'],
    ['the first interim analysis of calibrated ones', 3, POOLED, 'located'],
  ] as const)('exists from the first interim analysis on: %s', (_, pairs, pooledSpread, type) => {
    const evidence = counted({ screen: many, ...(pooledSpread && { pooledSpread }) });
    const analysis = analyzeCountedMetric(evidence, DEFAULT_RULES, { pairs, sharing: 1 });
    expect(analysis.type).toBe(type);
    expect('interval' in analysis).toBe(type === 'located');
  });

  test.each([
    [6, 0, 'one-order'],
    [6, 1, 'located'],
    [10, 1, 'one-order'],
    [10, 2, 'located'],
    [16, 2, 'one-order'],
    [16, 3, 'located'],
  ] as const)('requires one pair in six of the rarer order: of %i, %i', (pairs, of, type) => {
    const slots = rarer(pairs, of);
    const turned = ordered(...slots.slots.map((slot): 0 | 1 => (slot === 0 ? 1 : 0)));
    for (const own of [slots, turned]) {
      const analysis = { pairs, sharing: 1 };
      expect(analyzeCountedMetric(counted({ screen: own }), DEFAULT_RULES, analysis).type).toBe(
        type,
      );
      // A calibrated spread already includes the effect of the order.
      const known = counted({ screen: own, pooledSpread: POOLED });
      expect(analyzeCountedMetric(known, DEFAULT_RULES, analysis).type).toBe('located');
    }
  });

  test('uses the spread of their own differences for values that may be 0', () => {
    const zeros = { base: [0, 4, 4], head: [8, 12, 12] };
    const { interval, position } = located(
      counted({ screen: zeros, pooledSpread: POOLED }),
      DEFAULT_RULES,
      CALIBRATED,
    );
    expect(interval).toEqual({ low: 8, high: 8, isReached: true });
    expect(position).toBe('above');
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
    expect(
      located(counted({ screen, pooledSpread: POOLED }), DEFAULT_RULES, CALIBRATED).position,
    ).toBe(place);
  });

  test('is not within the margin when the shares of two modes differ', () => {
    const base = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? 11 : 10));
    const head = base.map((value, index) => (index % 3 === 1 && index < 20 ? 11 : value));
    const fields = { screen: { base, head }, margin: 0.09 };
    const analysis = { pairs: 30, sharing: 1 };
    expect(analyzeCountedMetric(counted(fields), DEFAULT_RULES, analysis).type).toBe('modes');
    const same = { ...fields, screen: { base, head: base } };
    expect(located(counted(same), DEFAULT_RULES, analysis).position).toBe('within');
  });
});
