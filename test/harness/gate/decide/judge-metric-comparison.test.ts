import { describe, expect, it, test } from 'vitest';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeMetricComparison } from '../../../../harness/gate/decide/judge-metric-comparison.ts';
import { ONE_ORDER_REASON } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { comparisonSchema } from '../../../../harness/model/documents/run-report-and-comparison-document.ts';
import { normalQuantile } from '../../../../harness/stats/normal-distribution.ts';
import {
  metricEvidence,
  pairsInRange,
  pairsWithChanges,
} from '../../../support/example-paired-metric-evidence.ts';

const judge = (
  fields: Parameters<typeof metricEvidence>[0],
  sharing = 1,
  rules = DEFAULT_RULES,
) => {
  const judgement = judgeMetricComparison(metricEvidence(fields), sharing, rules);
  comparisonSchema.parse(judgement.comparison);
  return judgement;
};
const comparison = (...given: Parameters<typeof judge>) => judge(...given).comparison;

test('judges a metric that this version does not know as a count', () => {
  const metric = 'of_another_version';
  expect(comparison({ metric, screen: pairsInRange(5, 20, 30) })).toMatchObject({
    metric,
    unit: 'count',
    verdict: 'inconclusive',
  });
  expect(comparison({ metric })).toMatchObject({
    metric,
    unit: 'count',
    verdict: 'incomparable',
    reason: 'no pair has a value for of_another_version',
  });
});

describe('a timed metric', () => {
  test('is regressed, with the interval of the fresh pairs, when they confirm it', () => {
    const fields = { screen: pairsInRange(5, 20, 30), confirm: pairsInRange(9, 4, 8) };
    const judged = comparison(fields);
    expect(judged).toMatchObject({
      scenario: 'parse',
      metric: 'wall_time',
      unit: 'ms',
      verdict: 'regressed',
      direction: 'worse',
      reason: null,
      confirmed: true,
      pairs: 8,
      screen_pairs: 5,
      confirm_pairs: 8,
      p_value: 2 / 256,
      margin: 0.02,
      gated: true,
      needed_pairs: null,
      modes: null,
    });
    expect(judged.low).toBeCloseTo(1.04, 12);
    expect(judged.ratio).toBeGreaterThan(1.05);
    expect(judged.ratio).toBeLessThan(1.07);
    expect(judged.base).toBeCloseTo(10.01, 12);
    expect(judged.head).toBeCloseTo(10.01 * (judged.ratio ?? 0), 0);
    expect(judged.spread).toBeGreaterThan(0.01);
    expect(judged.floor).toBeGreaterThan(judged.spread ?? 1);
  });

  test('is unchanged by the screening alone', () => {
    expect(comparison({ screen: pairsInRange(9, -1, 1) })).toMatchObject({
      verdict: 'unchanged',
      reason: null,
      confirmed: false,
      pairs: 8,
      screen_pairs: 8,
      confirm_pairs: 0,
      needed_pairs: null,
    });
  });

  test('is inconclusive, with the number of needed pairs, after the last interim analysis', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 13);
    const judged = comparison({ screen: pairsInRange(13, -6, 8) }, 1, rules);
    expect(judged).toMatchObject({
      verdict: 'inconclusive',
      direction: 'worse',
      reason: 'the interval crosses the margin',
      confirmed: false,
      pairs: 13,
    });
    expect(judged.needed_pairs).toBeGreaterThan(100);
  });

  test('always needs at least a quarter more pairs than it had', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 8);
    const screen = pairsWithChanges(3, 0, 0.1, 0, 0.1, 0, 0.1, 4);
    expect(comparison({ screen }, 1, rules)).toMatchObject({
      verdict: 'inconclusive',
      needed_pairs: 10,
    });
  });

  test('reports that it ended between interim analyses', () => {
    expect(comparison({ screen: pairsInRange(9, -6, 6) })).toMatchObject({
      verdict: 'inconclusive',
      pairs: 9,
      reason: 'the screening run ended after 9 pairs, before the interim analysis at 10 pairs',
    });
    expect(comparison({ screen: pairsInRange(3, 4, 6) })).toMatchObject({
      verdict: 'inconclusive',
      direction: 'worse',
      pairs: 3,
      reason: 'the screening run ended after 3 pairs, before the interim analysis at 5 pairs',
    });
  });

  test('has no interval from pairs too few for its level, nor a spread from fewer than five', () => {
    expect(comparison({ screen: pairsInRange(7, -6, 6) })).toMatchObject({ low: null, high: null });
    expect(comparison({ screen: pairsInRange(8, -6, 6) }).low).toBeLessThan(0.95);
    const unknown = { spread: null, floor: null, needed_pairs: null };
    expect(comparison({ screen: pairsInRange(4, 4, 6) })).toMatchObject(unknown);
    expect(comparison({ screen: pairsWithChanges(5) })).toMatchObject({ ...unknown, low: null });
    expect(comparison({ screen: pairsInRange(7, -6, 6) }).spread).toBeGreaterThan(0.01);
  });

  test('is inconclusive with its direction when it is a candidate without fresh pairs', () => {
    expect(comparison({ screen: pairsInRange(5, 4, 6), better: 'higher' })).toMatchObject({
      verdict: 'inconclusive',
      direction: 'better',
      confirmed: false,
      screen_pairs: 5,
      confirm_pairs: 0,
      reason: 'the metric looked better after 5 pairs, but fresh pairs have yet to confirm this',
    });
  });

  test('reports when too many candidates share the error', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 8);
    expect(comparison({ screen: pairsInRange(5, 4, 6) }, 100, rules).reason).toBe(
      'the metric looked worse after 5 pairs, but 100 candidates share the significance level, so 8 fresh pairs are too few to confirm any of them',
    );
  });

  const candidate = { screen: pairsInRange(5, 4, 6) };
  it.each([
    [
      'ended between looks',
      pairsInRange(9, -6, 12),
      'the metric looked worse at first, but the confirmation ended before the interim analysis at 10 of 95 pairs',
    ],
    [
      'show the opposite',
      pairsInRange(8, -9, -4),
      'the metric looked worse at first, but fresh pairs show the opposite',
    ],
    [
      'decide nothing',
      pairsInRange(95, -30, 34),
      'the metric looked worse at first, but 95 fresh pairs did not confirm it',
    ],
  ])('is inconclusive when fresh pairs %s', (_, confirm, reason) => {
    expect(comparison({ ...candidate, confirm })).toMatchObject({
      verdict: 'inconclusive',
      confirmed: false,
      reason,
    });
  });

  test('is unchanged when fresh pairs show that', () => {
    expect(comparison({ ...candidate, confirm: pairsInRange(8, -1, 1) })).toMatchObject({
      verdict: 'unchanged',
      reason: null,
      confirmed: false,
      pairs: 8,
      screen_pairs: 5,
      confirm_pairs: 8,
    });
  });

  test('reports what is missing when it has no margin and points nowhere', () => {
    expect(comparison({ screen: pairsInRange(51, -3, 3), margin: 0 }).reason).toBe(
      'no sign of a change, and without a margin no metric can be shown to be unchanged',
    );
  });

  test('is inconclusive, with a finding, when it drifts', () => {
    const [early, late] = [pairsInRange(8, -2, 12), pairsInRange(61, -5.6, -5.4)];
    const screen = { base: [...early.base, ...late.base], head: [...early.head, ...late.head] };
    const judgement = judge({ screen, margin: 0.05 });
    expect(judgement.comparison).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the size of the change drifted during the measurement',
    });
    expect(judgement.findings).toMatchObject([
      { id: 'change-drifts', level: 'warning', metric: 'wall_time' },
    ]);
    const fresh = judge({ screen: pairsInRange(5, 6, 9), confirm: screen, margin: 0.05 });
    expect(fresh.comparison.reason).toBe('the size of the change drifted during the measurement');
    expect(fresh.findings).toHaveLength(1);
  });

  test('has no ratio, no spread and no floor when one side is all zeros', () => {
    const screen = { base: Array<number>(8).fill(0), head: Array<number>(8).fill(0.5) };
    const judged = comparison({ metric: 'error_rate', screen, confirm: screen });
    expect(judged).toMatchObject({
      unit: 'ratio',
      verdict: 'regressed',
      direction: 'worse',
      base: 0,
      head: 0.5,
      ratio: null,
      low: null,
      high: null,
      spread: null,
      floor: null,
      needed_pairs: null,
    });
  });
});

describe('a metric that is only reported', () => {
  const shown = { gated: false } as const;

  it.each([
    [pairsInRange(8, 4, 9), 'regressed', 'worse'],
    [pairsInRange(8, -9, -4), 'improved', 'better'],
    [pairsInRange(8, -1, 1.5), 'unchanged', 'worse'],
    [pairsInRange(8, -1, 4), 'inconclusive', 'worse'],
  ] as const)('is judged by its interval and never confirmed', (screen, verdict, direction) => {
    expect(comparison({ ...shown, screen })).toMatchObject({
      verdict,
      direction,
      confirmed: false,
      reason: verdict === 'inconclusive' ? 'the interval crosses the margin' : null,
      screen_pairs: 8,
      confirm_pairs: 0,
    });
  });

  test.each([
    ['counted', { metric: 'allocated', margin: 0.01, screen: pairsInRange(6, 4, 4.1) }],
    [
      'exact',
      { metric: 'queries', margin: 0, screen: { base: [3, 3, 3, 3, 3], head: [4, 4, 4, 4, 4] } },
    ],
  ] as const)('is never confirmed when it is %s either', (nature, evidence) => {
    const changed = { verdict: 'regressed', direction: 'worse' };
    expect(comparison({ ...shown, nature, ...evidence })).toMatchObject({
      ...changed,
      confirmed: false,
    });
    expect(comparison({ nature, ...evidence })).toMatchObject({ ...changed, confirmed: true });
  });

  test('is judged at the last interim analysis that its pairs reach, by fresh pairs if any', () => {
    const screen = pairsInRange(12, 4, 9);
    expect(comparison({ ...shown, screen })).toMatchObject({ pairs: 10, screen_pairs: 10 });
    const confirm = pairsInRange(9, -1, 1);
    expect(comparison({ ...shown, screen, confirm })).toMatchObject({
      verdict: 'unchanged',
      pairs: 8,
      screen_pairs: 10,
      confirm_pairs: 8,
    });
    expect(comparison({ ...shown, screen: pairsInRange(6, 4, 9) })).toMatchObject({
      verdict: 'inconclusive',
      pairs: 6,
    });
  });
});

describe('an exact metric', () => {
  const exact = { nature: 'exact', metric: 'queries', margin: 0 } as const;
  const of = (base: readonly number[], head: readonly number[], fields = {}) =>
    comparison({ ...exact, screen: { base, head }, ...fields });

  const five = (value: number) => Array.from({ length: 5 }, () => value);

  test('is changed when it differs, without confirmation', () => {
    expect(of(five(3), five(4))).toMatchObject({
      unit: 'count',
      verdict: 'regressed',
      direction: 'worse',
      reason: null,
      confirmed: true,
      base: 3,
      head: 4,
      ratio: 4 / 3,
      low: 4 / 3,
      high: 4 / 3,
      pairs: 5,
      screen_pairs: 5,
      confirm_pairs: 0,
      p_value: null,
      spread: null,
      floor: null,
      modes: null,
      needed_pairs: null,
    });
    expect(of(five(4), five(3))).toMatchObject({ verdict: 'improved', confirmed: true });
    expect(of(five(0), five(1))).toMatchObject({ verdict: 'regressed', ratio: null });
  });

  test('is unchanged when it is the same or the margin allows the difference', () => {
    expect(of([3, 3, 3], [3, 3, 3])).toMatchObject({ verdict: 'unchanged', confirmed: false });
    expect(of([20, 20, 20], [21, 21, 21], { margin: 0.05 })).toMatchObject({
      verdict: 'unchanged',
    });
  });

  test('is inconclusive when a side is inconsistent or too few values were measured', () => {
    expect(of([3, 3, 4], [3, 4, 4])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the value should be the same in every trial, but it varies',
      needed_pairs: null,
    });
    expect(of([3, 3, 3], [4, 4, 4])).toMatchObject({ verdict: 'inconclusive', needed_pairs: 5 });
    expect(of([3, 3], [3, 3])).toMatchObject({ ratio: 1, low: null, high: null });
    expect(of([3, 3, 3], [3, 3, 3])).toMatchObject({ ratio: 1, low: 1, high: 1 });
    const apart = [
      [3, 3, 4, 3, 4, 3],
      [5, 6, 5, 5, 5, 5],
    ] as const;
    expect(of(...apart)).toMatchObject({ verdict: 'inconclusive', needed_pairs: 7 });
    expect(of([...apart[0], 4], [...apart[1], 6])).toMatchObject({ verdict: 'regressed' });
    expect(of([3, 3], [3, 3])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'fewer than 3 pairs cannot show that the value is constant',
      needed_pairs: 3,
      confirmed: false,
    });
  });

  test('is changed only when pairs of both orders show it', () => {
    const screen = { base: five(3), head: five(4) };
    const ordered = (...slots: readonly (0 | 1)[]) =>
      comparison({ ...exact, screen: { ...screen, slots } });
    expect(ordered(0, 0, 0, 0, 0)).toMatchObject({
      verdict: 'inconclusive',
      reason: ONE_ORDER_REASON,
      needed_pairs: 6,
    });
    expect(ordered(1, 1, 1, 1, 1)).toMatchObject({ verdict: 'inconclusive', needed_pairs: 6 });
    expect(ordered(1, 1, 0, 1, 1)).toMatchObject({ verdict: 'regressed' });
    // Without a change, the order cannot have caused one.
    const same = { base: five(3), head: five(3), slots: [0, 0, 0, 0, 0] } as const;
    expect(comparison({ ...exact, screen: same })).toMatchObject({ verdict: 'unchanged' });
    const two = { base: [3, 3], head: [3, 3], slots: [0, 0] } as const;
    expect(comparison({ ...exact, screen: two })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'fewer than 3 pairs cannot show that the value is constant',
      needed_pairs: 3,
    });
    // Nor is it the order that is in the way of too few.
    const four = { base: [3, 3, 3, 3], head: [4, 4, 4, 4], slots: [0, 0, 0, 0] } as const;
    expect(comparison({ ...exact, screen: four })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'fewer than 5 pairs cannot show that the value is constant',
      needed_pairs: 5,
    });
  });
});

describe('a counted metric', () => {
  const pooledSpread = { sd: 0.0006, degreesOfFreedom: 19 };
  const counted = { nature: 'counted', metric: 'instructions', margin: 0.003 } as const;

  test('is decided by three pairs with the calibrated spread', () => {
    const judged = comparison({
      ...counted,
      screen: pairsWithChanges(0.5, 0.52, 0.48),
      pooledSpread,
    });
    expect(judged).toMatchObject({
      verdict: 'regressed',
      direction: 'worse',
      reason: null,
      confirmed: true,
      pairs: 3,
      screen_pairs: 3,
      confirm_pairs: 0,
      spread: 0.0006,
      pooled_spread: { sd: 0.0006, degrees_of_freedom: 19 },
      needed_pairs: null,
    });
    expect(judged.ratio).toBeCloseTo(1.005, 5);
    // A change of half the interval's width is detected in one case of two, a change of the floor
    // in four of five.
    const half = Math.log((judged.high ?? 0) / (judged.low ?? 0)) / 2;
    const more = (normalQuantile(0.8) * 0.0006) / Math.sqrt(3);
    expect(Math.log1p(judged.floor ?? 0)).toBeCloseTo(half + more, 12);
    expect(
      comparison({ ...counted, screen: pairsWithChanges(-0.5, -0.52, -0.48), pooledSpread }),
    ).toMatchObject({ verdict: 'improved', direction: 'better', confirmed: true });
    expect(
      comparison({ ...counted, screen: pairsWithChanges(0, 0, 0.01), pooledSpread }),
    ).toMatchObject({
      verdict: 'unchanged',
      confirmed: false,
      reason: null,
    });
  });

  test('is inconclusive until an interim analysis decides, and names the next analysis', () => {
    const near = { ...counted, screen: pairsWithChanges(0.184, 0.185, 0.186), pooledSpread };
    expect(comparison(near)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the interval crosses the margin',
      confirmed: false,
      pairs: 3,
      needed_pairs: 6,
    });
    expect(comparison({ ...counted, screen: pairsWithChanges(0.9, 1, 1.1) })).toMatchObject({
      verdict: 'inconclusive',
      reason: '3 pairs are too few; the first interim analysis needs 6 pairs',
      pairs: 3,
      low: null,
      high: null,
      floor: null,
      needed_pairs: 6,
    });
    expect(comparison({ ...counted, screen: pairsWithChanges(1) })).toMatchObject({
      reason: '1 pair is too few; the first interim analysis needs 6 pairs',
      spread: null,
      needed_pairs: 6,
    });
    expect(
      comparison(
        { ...counted, screen: pairsWithChanges(1) },
        1,
        limitPairsPerStage(DEFAULT_RULES, 1),
      ),
    ).toMatchObject({
      reason: 'the spread cannot be estimated from a single pair',
      needed_pairs: null,
    });
    const last = { ...counted, screen: pairsInRange(12, 0.2, 0.4), pooledSpread };
    expect(comparison(last)).toMatchObject({ verdict: 'inconclusive', needed_pairs: null });
  });

  test('reports how many pairs would suffice after the last interim analysis', () => {
    const last = { ...counted, screen: pairsInRange(12, 0.28, 0.38), pooledSpread };
    const judged = comparison(last);
    expect(judged).toMatchObject({ verdict: 'inconclusive', direction: 'worse' });
    // 0.03 % beyond the margin, in a spread of 0.06 %: (t + z)² · 4 pairs.
    expect(judged.needed_pairs).toBeGreaterThan(40);
    expect(judged.needed_pairs).toBeLessThan(100);
    // At least a quarter more, since the pairs so far were inconclusive.
    const nearly = { ...counted, screen: pairsInRange(12, 0.31, 0.4), pooledSpread };
    expect(comparison(nearly).needed_pairs).toBeGreaterThanOrEqual(15);
  });
});

describe('modes', () => {
  const modal = (rises: readonly number[]) => {
    const base = Array.from({ length: 38 }, (_, index) => (index % 3 === 0 ? 12 : 10));
    return { base, head: base.map((value, index) => (rises.includes(index) ? 12 : value)) };
  };

  test('are part of the comparison', () => {
    const { comparison: judged, findings } = judge({ screen: modal([1, 4]), margin: 0.1 });
    expect(judged.modes).toEqual({
      base: 6 / 17,
      head: 8 / 17,
      low: 10,
      high: 12,
      differs: false,
    });
    expect(findings).toEqual([]);
  });

  test('are a finding when their shares differ', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 38);
    const screen = modal([1, 4, 7, 10, 13, 16, 19]);
    const { comparison: judged, findings } = judge({ screen, margin: 0.1 }, 1, rules);
    const inModes = {
      verdict: 'inconclusive',
      modes: { differs: true },
      reason:
        'the ratio lies within the margin, but base and head differ in how often they run in the slower of two modes',
      needed_pairs: null,
    };
    expect(judged).toMatchObject(inModes);
    const shown = judge({ screen, margin: 0.1, gated: false }, 1, rules);
    expect(shown.comparison).toMatchObject(inModes);
    const counted = { nature: 'counted', metric: 'allocated', screen, margin: 0.1 } as const;
    expect(comparison(counted, 1, { ...rules, counted_looks_own: [38] })).toMatchObject(inModes);
    expect(findings.map(({ id, message }) => ({ id, message }))).toEqual([
      {
        id: 'mode-shares-differ',
        message:
          'wall_time of "parse" has two modes: 34 % of the base trials and 53 % of the head trials are in the upper mode. The share of slow trials changed, not how slow they are.',
      },
    ]);
  });

  test('lead to no advice for more pairs when their shares differ, even when time was up', () => {
    const open = comparison({ screen: modal([1, 4, 7, 10, 13, 16, 19]), margin: 0.1 });
    expect(open).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the screening run ended after 38 pairs, before the interim analysis at 51 pairs',
      modes: { differs: true },
      needed_pairs: null,
    });
    expect(open.high).toBeLessThan(1.1);
    // Judged by an interim analysis of eight pairs, as in older records; by all pairs it is
    // unchanged.
    const alike = comparison({ screen: modal([1, 4]), margin: 0.1 }, 1, {
      ...DEFAULT_RULES,
      last_look: false,
      screen_looks: [8, 51],
    });
    expect(alike.needed_pairs).toBeGreaterThan(8);
  });
});
