/** Error rates and power of counted metrics, by seeded simulation. */
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeScenarioSuite } from '../../../../harness/gate/decide/judge-scenario-suite.ts';
import type { PooledSpread } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { standardDeviation } from '../../../../harness/stats/descriptive-statistics.ts';
import { metricEvidence } from '../../../support/example-paired-metric-evidence.ts';
import {
  createPairNoises,
  type PairNoise,
  slowDownHead,
} from '../../../support/simulated-pair-noise.ts';
import { simulatedRateUpperBound } from '../../../support/simulated-rate-upper-bound.ts';

const TIMES = 10_000;
/** Spread of one side; that of a pair is √2 times as much. */
const SIDE_SPREAD = 0.0004;
const CALIBRATED_PAIRS = 20;

const noises = createPairNoises(77);
const normal = noises.normalOf(SIDE_SPREAD * Math.SQRT2);

/** A spread as calibration finds it, from pairs of the same noise. */
function calibrate(noise: PairNoise): PooledSpread {
  const { base, head } = noise(CALIBRATED_PAIRS);
  const ratios = base.map((value, index) => Math.log((head[index] ?? value) / value));
  return { sd: standardDeviation(ratios), degreesOfFreedom: CALIBRATED_PAIRS - 1 };
}

/** Returns the error rate, the detection rate and the pairs of suites of counted comparisons. */
function decide(
  noise: PairNoise,
  {
    ratio,
    margin,
    size,
    calibrated,
  }: {
    readonly ratio: number;
    readonly margin: number;
    readonly size: number;
    readonly calibrated: boolean;
  },
): { readonly wrong: number; readonly found: number; readonly pairs: readonly number[] } {
  const suites = TIMES / size;
  const pairs: number[] = [];
  let [wrong, found] = [0, 0];
  for (let suite = 0; suite < suites; suite += 1) {
    const evidence = Array.from({ length: size }, () =>
      metricEvidence({
        nature: 'counted',
        metric: 'instructions',
        margin,
        screen: slowDownHead(noise(16), ratio),
        ...(calibrated ? { pooledSpread: calibrate(noise) } : {}),
      }),
    );
    const { comparisons } = judgeScenarioSuite([{ evidence, trouble: null }], DEFAULT_RULES);
    if (comparisons.some(({ confirmed }) => confirmed)) wrong += 1;
    found += comparisons.filter(({ verdict }) => verdict === 'regressed').length;
    pairs.push(...comparisons.map((comparison) => comparison.pairs));
  }
  return { wrong: wrong / suites, found: found / TIMES, pairs };
}

describe('false changes in counted metrics of the same code without a margin', () => {
  it.each([
    [1, true],
    [1, false],
    [20, true],
    [20, false],
  ])('occur in at most 1 of 100 suites of %i comparisons, calibrated: %s', (size, calibrated) => {
    const { wrong } = decide(normal, { ratio: 1, margin: 0, size, calibrated });
    const rate = DEFAULT_RULES.counted_alpha;
    expect(wrong).toBeLessThanOrEqual(simulatedRateUpperBound(rate, TIMES / size));
  });

  test.each([true, false])('are not more frequent with two modes, calibrated: %s', (calibrated) => {
    const { wrong } = decide(noises.twoModes, { ratio: 1, margin: 0, size: 1, calibrated });
    expect(wrong).toBeLessThanOrEqual(0.013);
  });
});

test('finds a change of 0.5 % beyond a margin of 0.3 % with three calibrated pairs', () => {
  const change = { ratio: 1.005, margin: 0.003, size: 1, calibrated: true };
  const { found, pairs } = decide(normal, change);
  expect(found).toBeGreaterThanOrEqual(0.999);
  expect(pairs.filter((pair) => pair === 3).length / TIMES).toBeGreaterThanOrEqual(0.95);
});
