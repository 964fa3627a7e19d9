/** Rates at which any comparison of a suite is wrong, by seeded simulation of whole suites. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeScenarioSuite } from '../../../../harness/gate/decide/judge-scenario-suite.ts';
import type {
  MetricEvidence,
  PairedValues,
  PooledSpread,
} from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { standardDeviation } from '../../../../harness/stats/descriptive-statistics.ts';
import { metricEvidence } from '../../../support/example-paired-metric-evidence.ts';
import {
  createPairNoises,
  type PairNoise,
  slowDownHead,
} from '../../../support/simulated-pair-noise.ts';
import { simulatedRateUpperBound } from '../../../support/simulated-rate-upper-bound.ts';

const MOST = DEFAULT_RULES.confirm_looks.at(-1) ?? 0;

describe('a suite with every change just at the margin', () => {
  const drawn = createPairNoises(2_000);
  it.each<readonly [size: number, name: string, suites: number, noise: PairNoise]>([
    [20, 'the measured noise', 2_000, drawn.measured],
    [20, 'heavy tails', 2_000, drawn.t2],
    [20, 'a second place that is slower', 2_000, drawn.slotEffect],
    [20, 'units that depend on the one before', 2_000, drawn.autocorrelated],
    [100, 'the measured noise', 250, drawn.measured],
  ])(
    'has, with %i comparisons under %s, any wrong result in at most 5 %',
    (size, _, suites, noise) => {
      const wrong = { any: 0, timed: 0 };
      for (let suite = 0; suite < suites; suite += 1) {
        const evidence = suiteAtMargin(noise, size);
        const { comparisons } = judgeScenarioSuite([{ evidence, trouble: null }], DEFAULT_RULES);
        const confirmed = comparisons.filter((comparison) => comparison.confirmed);
        if (confirmed.length > 0) wrong.any += 1;
        if (confirmed.some(({ metric }) => metric === 'wall_time')) wrong.timed += 1;
      }
      expect(wrong.any / suites).toBeLessThanOrEqual(
        simulatedRateUpperBound(1 - DEFAULT_RULES.confidence, suites),
      );
      expect(wrong.timed / suites).toBeLessThanOrEqual(
        simulatedRateUpperBound(DEFAULT_RULES.confirm_alpha, suites),
      );
    },
  );

  /**
   * Returns a suite in which, of ten comparisons, five are timed, two counted by their own spread,
   * two by a calibrated spread, and one is exact.
   */
  function suiteAtMargin(noise: PairNoise, size: number): readonly MetricEvidence[] {
    const pairs = (count: number): PairedValues => slowDownHead(noise(count), 1.02);
    const counted = () => {
      const screen = pairs(Math.max(...DEFAULT_RULES.counted_looks_own));
      return metricEvidence({ metric: 'instructions', nature: 'counted', screen });
    };
    const same = { base: Array(6).fill(10), head: Array(6).fill(10) };
    return Array.from({ length: size }, (_, index): MetricEvidence => {
      switch (index % 10) {
        case 0:
          return metricEvidence({ metric: 'queries', nature: 'exact', margin: 0, screen: same });
        case 1:
        case 2:
          return counted();
        case 3:
        case 4:
          return { ...counted(), pooledSpread: calibrated(noise) };
        default:
          // All pairs are fresh; confirming pairs are analysed for candidates of the screen only,
          // and only as far as needed.
          return metricEvidence({ screen: pairs(MOST), confirm: pairs(MOST) });
      }
    });
  }

  /** Returns the spread of thirty pairs of identical code. */
  function calibrated(noise: PairNoise): PooledSpread {
    const { base, head } = noise(30);
    const logs = base.map((value, index) => Math.log((head[index] ?? value) / value));
    return { sd: standardDeviation(logs), degreesOfFreedom: logs.length - 1 };
  }
});
