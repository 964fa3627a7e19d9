/** Detection rates of the rules, and the pairs they need, by seeded simulation. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { evaluateConfirmation } from '../../../../harness/gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../../../../harness/gate/decide/evaluate-metric-screening.ts';
import {
  countCandidates,
  judgeScenarioSuite,
} from '../../../../harness/gate/decide/judge-scenario-suite.ts';
import type { MetricEvidence } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { median } from '../../../../harness/stats/descriptive-statistics.ts';
import { minimalDetectableChange } from '../../../../harness/stats/minimal-detectable-change.ts';
import { metricEvidence } from '../../../support/example-paired-metric-evidence.ts';
import {
  createPairNoises,
  type PairNoise,
  slowDownHead,
} from '../../../support/simulated-pair-noise.ts';

const TIMES = 1_000;
const MOST = DEFAULT_RULES.confirm_looks.at(-1) ?? 0;

/** Returns the verdict of a single comparison, with the pairs of both stages. */
function decide(
  noise: PairNoise,
  ratio: number,
  margin: number,
): { readonly verdict: string; readonly pairs: number } {
  const screened = metricEvidence({ margin, screen: slowDownHead(noise(MOST), ratio) });
  const screen = evaluateScreening(screened, DEFAULT_RULES);
  if (screen.type !== 'candidate') return { verdict: screen.type, pairs: screen.pairs };
  const evidence = { ...screened, confirm: slowDownHead(noise(MOST), ratio) };
  const confirm = evaluateConfirmation(
    evidence,
    { direction: screen.direction, candidates: 1 },
    DEFAULT_RULES,
  );
  return {
    verdict: confirm.type === 'confirmed' ? screen.direction : confirm.type,
    pairs: screen.pairs + confirm.pairs,
  };
}

const { measured, normalOf } = createPairNoises(5);

describe('results of a comparison', () => {
  it.each([
    ['5 % beyond a margin of 2 %, measured noise', measured, 1.05, 0.02, 'worse', 0.995, 15],
    ['5 % beyond a margin of 2 %, sd 3 %', normalOf(0.03), 1.05, 0.02, 'worse', 0.99, 24],
    ['5 % beyond a margin of 2 %, sd 4.5 %', normalOf(0.045), 1.05, 0.02, 'worse', 0.98, 41],
    ['5 % faster beyond a margin of 2 %', measured, 1 / 1.05, 0.02, 'better', 0.995, 15],
    ['2 % at margin 0, measured noise', measured, 1.02, 0, 'worse', 0.99, 23],
    ['2 % at margin 0, sd 4.5 %', normalOf(0.045), 1.02, 0, 'worse', 0.89, 84],
    ['2 % beyond a margin of 1 %, measured noise', measured, 1.02, 0.01, 'worse', 0.97, 47],
    ['that nothing changed by 5 %', measured, 1, 0.05, 'unchanged', 0.99, 8],
    ['that nothing changed by 2 %', measured, 1, 0.02, 'unchanged', 0.99, 17],
  ] as const)('%s', (_, noise, ratio, margin, wanted, power, pairs) => {
    const found = Array.from({ length: TIMES }, () => decide(noise, ratio, margin));
    const right = found.filter(({ verdict }) => verdict === wanted).length / TIMES;
    expect(right).toBeGreaterThanOrEqual(power);
    expect(median(found.map((decision) => decision.pairs))).toBeLessThanOrEqual(pairs);
  });

  it('find nothing in the same code at margin 0, and stop early', () => {
    const found = Array.from({ length: TIMES }, () => decide(measured, 1, 0));
    expect(median(found.map((decision) => decision.pairs))).toBeLessThanOrEqual(51);
  });
});

/** If one side has two modes, they span most changes, so that a comparison may end inconclusive. */
describe('a change of 5 % beyond a margin of 2 %', () => {
  const drawn = createPairNoises(20_261_122);
  it.each([
    ['the measured noise of real machines', drawn.measured, 0.998, 15],
    ['normal noise', drawn.normalOf(0.03), 0.998, 22],
    ['heavy tails, t with two degrees of freedom', drawn.t2, 0.998, 14],
    ['noise of which a tenth has no limit', drawn.cauchyMix, 0.998, 15],
    ['noise that grows fivefold', drawn.growing, 0.998, 13],
    ['a machine that slows down all the time', drawn.drift, 0.998, 22],
    ['a second place that is slower by 1 %', drawn.slotEffect, 0.998, 17],
    ['two modes', drawn.twoModes, 0.74, 102],
    ['two modes of which one takes twice as long', drawn.farModes, 0.73, 102],
    ['units that depend on the one before', drawn.autocorrelated, 0.998, 16],
  ] as const)('is found under %s', (_, noise, power, pairs) => {
    const found = Array.from({ length: 10_000 }, () => decide(noise, 1.05, 0.02));
    const right = found.filter(({ verdict }) => verdict === 'worse').length / found.length;
    expect(right).toBeGreaterThanOrEqual(power);
    expect(found.filter(({ verdict }) => verdict === 'better')).toEqual([]);
    expect(median(found.map((decision) => decision.pairs))).toBeLessThanOrEqual(pairs);
  });
});

describe('a suite with one comparison 5 % slower', () => {
  it.each([
    [20, 100],
    [100, 20],
  ])('finds the slower comparison among %i', (size, suites) => {
    const { measured: noise } = createPairNoises(size);
    const pairs: number[] = [];
    for (let suite = 0; suite < suites; suite += 1) {
      const screened = Array.from({ length: size }, (_, index) =>
        metricEvidence({ screen: slowDownHead(noise(MOST), index === 0 ? 1.05 : 1) }),
      );
      const evidence = screened.map(
        (metricEvidence, index): MetricEvidence => ({
          ...metricEvidence,
          confirm: slowDownHead(noise(MOST), index === 0 ? 1.05 : 1),
        }),
      );
      const { comparisons, verdict } = judgeScenarioSuite(
        [{ evidence, trouble: null }],
        DEFAULT_RULES,
      );
      expect(verdict).toBe('fail');
      const changed = comparisons.filter(({ confirmed }) => confirmed);
      expect(changed.map(({ verdict: found }) => found)).toEqual(['regressed']);
      expect(countCandidates(screened, DEFAULT_RULES)).toBeLessThan(4);
      for (const { screen_pairs, confirm_pairs } of changed)
        pairs.push(screen_pairs + confirm_pairs);
    }
    expect(median(pairs)).toBeLessThanOrEqual(20);
  });
});

describe('the minimal detectable change', () => {
  it.each([
    [10, 0.8],
    [30, 0.8],
    [30, 0.9],
    [95, 0.8],
  ])('is confirmed by %i fresh pairs with a chance of about %f', (pairs, power) => {
    const spread = 0.03;
    const noise = normalOf(spread);
    const alpha = DEFAULT_RULES.confirm_alpha / DEFAULT_RULES.confirm_looks.length;
    const change = minimalDetectableChange(pairs, spread, { alpha, power }) ?? Number.NaN;
    const rules = {
      ...DEFAULT_RULES,
      // A single interim analysis, at the level it has among all analyses.
      confirm_alpha: alpha,
      confirm_looks: [pairs],
      without_margin: undefined,
    };
    let confirmed = 0;
    for (let time = 0; time < 2 * TIMES; time += 1) {
      const evidence = metricEvidence({
        margin: 0,
        confirm: slowDownHead(noise(pairs), 1 + change),
      });
      if (
        evaluateConfirmation(evidence, { direction: 'worse', candidates: 1 }, rules).type ===
        'confirmed'
      )
        confirmed += 1;
    }
    expect(Math.abs(confirmed / (2 * TIMES) - power)).toBeLessThan(0.05);
  });
});
