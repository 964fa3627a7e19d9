/**
 * Error rates of the rules, by seeded simulation of 10,000 comparisons for each kind of noise that
 * machines have. Each rate stays within the promised rate plus three standard errors.
 */
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import {
  confirmationLevels,
  evaluateConfirmation,
} from '../../../../harness/gate/decide/evaluate-candidate-confirmation.ts';
import {
  analysisAlpha,
  evaluateScreening,
} from '../../../../harness/gate/decide/evaluate-metric-screening.ts';
import { analyzePairs, computeInterval } from '../../../../harness/gate/decide/interim-analysis.ts';
import { judgeExactMetric } from '../../../../harness/gate/decide/judge-deterministic-metric.ts';
import type { PairedValues } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { median } from '../../../../harness/stats/descriptive-statistics.ts';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { metricEvidence } from '../../../support/example-paired-metric-evidence.ts';
import {
  createPairNoises,
  type PairNoise,
  slowDownHead,
} from '../../../support/simulated-pair-noise.ts';
import { simulatedRateUpperBound } from '../../../support/simulated-rate-upper-bound.ts';

const TIMES = 10_000;
const MOST = DEFAULT_RULES.confirm_looks.at(-1) ?? 0;

const noises: readonly (readonly [name: string, noise: PairNoise])[] = (() => {
  const drawn = createPairNoises(20_261_120);
  return [
    ['the measured noise of real machines', drawn.measured],
    ['normal noise', drawn.normalOf(0.03)],
    ['heavy tails, t with two degrees of freedom', drawn.t2],
    ['noise of which a tenth has no limit', drawn.cauchyMix],
    ['noise that grows fivefold', drawn.growing],
    ['a machine that slows down all the time', drawn.drift],
    ['a second place that is slower by 1 %', drawn.slotEffect],
    ['two modes', drawn.twoModes],
    ['two modes of which one takes twice as long', drawn.farModes],
    ['units that depend on the one before', drawn.autocorrelated],
  ];
})();

describe.each(noises)('error rates under %s', (_, noise) => {
  test('are at most 4 % when fresh pairs confirm a change just at the margin', () => {
    let confirmed = 0;
    for (let time = 0; time < TIMES; time += 1) {
      const evidence = metricEvidence({ margin: 0, confirm: noise(MOST) });
      if (
        evaluateConfirmation(evidence, { direction: 'worse', candidates: 1 }, DEFAULT_RULES)
          .type === 'confirmed'
      )
        confirmed += 1;
    }
    expect(confirmed / TIMES).toBeLessThanOrEqual(
      simulatedRateUpperBound(DEFAULT_RULES.confirm_alpha, TIMES),
    );
  });

  test.each([
    ['as many pairs as there may be', () => MOST],
    ['time that ends anywhere', pairsOfAnyTime(11)],
  ])(
    'are limited for a change just at the margin, confirmed, called unchanged or not covered: %s',
    (_, pairs) => {
      const rates = { confirmed: 0, unchanged: 0, covered: 0 };
      for (let time = 0; time < TIMES; time += 1) {
        const { verdict, isCovered } = decideAtMargin(noise, 0.02, pairs);
        if (verdict === 'confirmed' || verdict === 'unchanged') rates[verdict] += 1;
        if (isCovered) rates.covered += 1;
      }
      expect(rates.confirmed / TIMES).toBeLessThanOrEqual(
        simulatedRateUpperBound(DEFAULT_RULES.confirm_alpha, TIMES),
      );
      expect(rates.unchanged / TIMES).toBeLessThanOrEqual(
        simulatedRateUpperBound(1 - DEFAULT_RULES.confidence, TIMES),
      );
      expect(1 - rates.covered / TIMES).toBeLessThanOrEqual(
        simulatedRateUpperBound(1 - DEFAULT_RULES.confidence, TIMES),
      );
    },
  );
});

/** Draws the number of pairs of a stage: any number from its first interim analysis to its last. */
function pairsOfAnyTime(seed: number): () => number {
  const random = createRandom(seed);
  const first = Math.min(...DEFAULT_RULES.confirm_looks);
  return () => first + random.integer(MOST - first + 1);
}

/** Decides both stages for a margin-sized change; returns verdict, and if the interval has it. */
function decideAtMargin(
  noise: PairNoise,
  margin: number,
  pairs: () => number,
): { readonly verdict: string; readonly isCovered: boolean } {
  const ratio = 1 + margin;
  const screened = metricEvidence({ margin, screen: slowDownHead(noise(pairs()), ratio) });
  const screen = evaluateScreening(screened, DEFAULT_RULES, { isOver: true });
  const isCovered = (values: PairedValues, pairs: number, alpha: number): boolean => {
    const look = analyzePairs(values, pairs, margin);
    const { low, high } = computeInterval(look, alpha);
    // The margin and the values reach the same ratio with different rounding.
    return low <= look.marginHigh + 1e-12 && high >= look.marginHigh - 1e-12;
  };
  if (screen.type !== 'candidate') {
    return {
      verdict: screen.type,
      isCovered: isCovered(screened.screen, screen.pairs, analysisAlpha(DEFAULT_RULES)),
    };
  }
  const evidence = { ...screened, confirm: slowDownHead(noise(pairs()), ratio) };
  const question = { direction: screen.direction, candidates: 1, isOver: true } as const;
  const confirm = evaluateConfirmation(evidence, question, DEFAULT_RULES);
  const { alpha } = confirmationLevels(DEFAULT_RULES, 1);
  return {
    verdict: confirm.type,
    isCovered: isCovered(evidence.confirm, confirm.pairs, alpha),
  };
}

test('confirms the same code at margin 0 as changed in at most 0.5 % under the measured noise', () => {
  const noise = createPairNoises(31).measured;
  let changed = 0;
  for (let time = 0; time < TIMES; time += 1) {
    const screened = metricEvidence({ margin: 0, screen: noise(MOST) });
    const screen = evaluateScreening(screened, DEFAULT_RULES);
    if (screen.type !== 'candidate') continue;
    const evidence = { ...screened, confirm: noise(MOST) };
    const confirm = evaluateConfirmation(
      evidence,
      { direction: screen.direction, candidates: 1 },
      DEFAULT_RULES,
    );
    if (confirm.type === 'confirmed') changed += 1;
  }
  expect(changed / TIMES).toBeLessThanOrEqual(0.005);
});

/** The median of such a head is no longer the centre that its pairs scatter about. */
describe('a head with skewed noise and its pseudo-median just at the margin', () => {
  it.each([0.02, 0.05])('is confirmed at a scale of %f in at most 4 %', (scale) => {
    const random = createRandom(97);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const skewed = (): number => -scale * Math.log(1 - random.next());
    const center = pseudoMedian(Array.from({ length: 2_000 }, () => skewed() - 0.005 * normal()));
    const pairs = () => {
      const base = Array.from({ length: MOST }, () => Math.exp(0.005 * normal()));
      return { base, head: base.map(() => 1.02 * Math.exp(skewed() - center)) };
    };
    const rates = { confirmed: 0, unchanged: 0 };
    for (let time = 0; time < TIMES; time += 1) {
      const screened = metricEvidence({ margin: 0.02, screen: pairs() });
      const screen = evaluateScreening(screened, DEFAULT_RULES);
      const evidence = { ...screened, confirm: pairs() };
      const { type } =
        screen.type === 'candidate'
          ? evaluateConfirmation(
              evidence,
              { direction: screen.direction, candidates: 1 },
              DEFAULT_RULES,
            )
          : screen;
      if (type === 'confirmed' || type === 'unchanged') rates[type] += 1;
    }
    expect(rates.confirmed / TIMES).toBeLessThanOrEqual(
      simulatedRateUpperBound(DEFAULT_RULES.confirm_alpha, TIMES),
    );
    // Error rate allowed for both stages together.
    expect(rates.unchanged / TIMES).toBeLessThanOrEqual(
      simulatedRateUpperBound(1 - DEFAULT_RULES.confidence + DEFAULT_RULES.confirm_alpha, TIMES),
    );
  });
});

/** The middle of the means of random pairs of values. */
function pseudoMedian(values: readonly number[]): number {
  const means = values.flatMap((value, index) =>
    [1, 7, 31, 127, 511].map((step) => (value + (values[(index + step) % values.length] ?? 0)) / 2),
  );
  return median(means);
}

describe('an exact metric that varies between units', () => {
  it.each([
    ['one of two values', (next: () => number) => (next() < 0.5 ? 10 : 11)],
    ['anything from 100 to 120', (next: () => number) => 100 + 20 * next()],
  ])('is called changed for the same code, %s, in at most 0.2 %', (_, draw) => {
    const random = createRandom(5);
    const values = (count: number) => Array.from({ length: count }, () => draw(random.next));
    let changed = 0;
    for (let time = 0; time < TIMES; time += 1) {
      const all = { base: values(7), head: values(7) };
      const of = (pairs: number) =>
        metricEvidence({
          nature: 'exact',
          metric: 'queries',
          margin: 0,
          screen: { base: all.base.slice(0, pairs), head: all.head.slice(0, pairs) },
        });
      let pairs = 3;
      for (;;) {
        const state = evaluateScreening(of(pairs), DEFAULT_RULES);
        if (state.type !== 'open') break;
        pairs = state.next;
      }
      const { verdict } = judgeExactMetric(of(pairs));
      if (verdict === 'regressed' || verdict === 'improved') changed += 1;
    }
    expect(changed / TIMES).toBeLessThanOrEqual(simulatedRateUpperBound(0.002, TIMES));
  });
});
