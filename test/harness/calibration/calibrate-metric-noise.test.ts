import { describe, expect, it } from 'vitest';
import { calibrateMetricNoise } from '../../../harness/calibration/calibrate-metric-noise.ts';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import { analysisAlpha } from '../../../harness/gate/decide/evaluate-metric-screening.ts';
import type {
  MetricEvidence,
  PairedValues,
} from '../../../harness/gate/decide/paired-metric-evidence.ts';
import { minimalDetectableChange } from '../../../harness/stats/minimal-detectable-change.ts';
import { normalQuantile } from '../../../harness/stats/normal-distribution.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { metricEvidence } from '../../support/example-paired-metric-evidence.ts';
import { simulatedRateUpperBound } from '../../support/simulated-rate-upper-bound.ts';

const FACTS = { secondsPerPair: 2, seed: 5, sharing: 1 };

/** Returns pairs of identical code whose log-ratios have this spread. */
function samePairs(count: number, spread: number): PairedValues {
  const random = createRandom(11);
  const base = Array.from({ length: count }, () => 10);
  return {
    base,
    head: base.map((value) => value * Math.exp(spread * normalQuantile(random.next()))),
  };
}

function calibrate(fields: Partial<MetricEvidence>, facts: Partial<typeof FACTS> = {}) {
  return calibrateMetricNoise(metricEvidence(fields), DEFAULT_RULES, { ...FACTS, ...facts });
}

describe('noise calibration of a metric', () => {
  const known = calibrate({ screen: samePairs(60, 0.02) });

  it('reports the spread of pairs around a ratio of 1', () => {
    expect(known).toMatchObject({ metric: 'wall_time', gated: true, pairs: 60 });
    // The standard error of a standard deviation of 60 values is 9 % of it, that of a robust
    // estimate 15 %.
    expect(known.deviation).toBeGreaterThan(0.015);
    expect(known.deviation).toBeLessThan(0.025);
    expect(known.spread).toBeGreaterThan(0.012);
    expect(known.spread).toBeLessThan(0.028);
    expect(known.ratio).toBeGreaterThan(0.99);
    expect(known.ratio).toBeLessThan(1.01);
    expect(known.p_value).toBeGreaterThan(0.01);
  });

  it('reports the change that 10, 30 and 100 pairs can detect, and the seconds they take', () => {
    expect(known.visible.map(({ pairs, seconds }) => [pairs, seconds])).toEqual([
      [10, 20],
      [30, 60],
      [100, 200],
    ]);
    const level = { alpha: analysisAlpha(DEFAULT_RULES), power: 0.8 };
    for (const { pairs, change } of known.visible) {
      expect(change).toBe(minimalDetectableChange(pairs, known.spread, level));
    }
    const [few, some, many] = known.visible.map(({ change }) => change ?? 0);
    expect(few).toBeGreaterThan(some ?? 1);
    expect(some).toBeGreaterThan(many ?? 1);
  });

  it('reports how often the rules raise false alarms, with a random source of their own', () => {
    const { comparisons, changed } = known.false_alarms;
    expect(comparisons).toBe(200);
    // At most 5 % by design; three standard errors above that.
    expect(changed).toBeLessThanOrEqual(200 * simulatedRateUpperBound(0.05, 200));
    expect(calibrate({ screen: samePairs(60, 0.02) })).toEqual(known);
  });

  it('counts false alarms when there are any', () => {
    // The pairs fall into two groups, so resampled pairs are far from any single ratio.
    const torn = { base: [10, 10, 10, 10], head: [15, 15, 15, 15] };
    const strict = { ...DEFAULT_RULES, confirm_alpha: 0.9, confidence: 0.5 };
    const { false_alarms } = calibrateMetricNoise(
      metricEvidence({ screen: torn, margin: 0 }),
      strict,
      FACTS,
    );
    expect(false_alarms.changed).toBeGreaterThan(0);
  });

  it('uses the plain deviation and the deciding test for counted metrics', () => {
    const counted = { nature: 'counted', metric: 'instructions', margin: 0.003 } as const;
    const calibration = calibrate({ ...counted, screen: samePairs(30, 0.001) });
    const looks = DEFAULT_RULES.counted_looks.length;
    const alpha = DEFAULT_RULES.counted_alpha / (2 * looks);
    const level = { alpha, power: 0.8, mean: { degreesOfFreedom: 29 } };
    expect(calibration.visible[0]?.change).toBe(
      minimalDetectableChange(10, calibration.deviation, level),
    );
  });

  it('tests counted metrics with the spread just measured, as later comparisons do', () => {
    const screen = samePairs(30, 0.001);
    const alarmsOf = (fields: Partial<MetricEvidence>, rules = DEFAULT_RULES) => {
      const counted = { nature: 'counted', metric: 'instructions', margin: 0, screen } as const;
      return calibrateMetricNoise(metricEvidence({ ...counted, ...fields }), rules, FACTS)
        .false_alarms;
    };
    // With a known spread there are interim analyses at 3, 6 and 12 pairs, and never at these
    // numbers.
    const lax = { ...DEFAULT_RULES, counted_alpha: 0.9, counted_looks_own: [90] };
    const known = alarmsOf({}, lax);
    expect(known.changed).toBeGreaterThan(0);
    expect(alarmsOf({}, { ...lax, counted_looks_own: [80] })).toEqual(known);
    // An earlier calibration no longer has any effect.
    expect(alarmsOf({ pooledSpread: { sd: 0.0004, degreesOfFreedom: 29 } }, lax)).toEqual(known);
    // Too few are tried as they will be: by the spread of each comparison.
    const few = { screen: samePairs(10, 0.001) };
    expect(alarmsOf(few, { ...lax, counted_looks: [90] })).toEqual(alarmsOf(few, lax));
  });

  it('tests counted metrics at the level they share with other metrics of the suite', () => {
    const counted = { nature: 'counted', metric: 'instructions', margin: 0 } as const;
    const lax = { ...DEFAULT_RULES, counted_alpha: 0.6 };
    const changed = (sharing: number, fields: Partial<MetricEvidence> = counted) => {
      const evidence = metricEvidence({ screen: samePairs(30, 0.001), ...fields });
      return calibrateMetricNoise(evidence, lax, { ...FACTS, sharing }).false_alarms.changed;
    };
    expect(changed(1)).toBeGreaterThan(60);
    expect(changed(20)).toBeLessThan(15);
    // Timed metrics share none of it.
    const timed = { nature: 'timed', metric: 'wall_time', margin: 0 } as const;
    expect(changed(20, timed)).toBe(changed(1, timed));
  });

  it('tests pairs with their original slots: pairs of one order show no change', () => {
    const { base, head } = samePairs(10, 0.0001);
    const slots = base.map((_, index): 0 | 1 => (index % 2 === 0 ? 0 : 1));
    // The second unit takes a tenth more, whichever side it is.
    const ordered = {
      base: base.map((value, index) => value * (slots[index] === 1 ? 1.1 : 1)),
      head: head.map((value, index) => value * (slots[index] === 0 ? 1.1 : 1)),
    };
    const changed = (screen: PairedValues) =>
      calibrate({ nature: 'counted', metric: 'allocated', margin: 0.01, screen }).false_alarms
        .changed;
    expect(changed(ordered)).toBeGreaterThan(0);
    expect(changed({ ...ordered, slots })).toBe(0);
  });

  it('reports nothing without a ratio or with a single pair', () => {
    const nothing = { spread: 0, deviation: 0, ratio: null, p_value: null };
    const zeros = { base: [0, 0, 0], head: [0, 1, 0] };
    for (const screen of [zeros, samePairs(1, 0.02)]) {
      const calibration = calibrate({ screen });
      expect(calibration).toMatchObject({
        ...nothing,
        false_alarms: { comparisons: 0, changed: 0 },
      });
      expect(calibration.visible.map(({ change }) => change)).toEqual([null, null, null]);
    }
  });
});
