/**
 * Verdicts without a confirmation stage, on values that depend on which unit of a pair comes first:
 * seeded simulation, within the promised rates plus three standard errors.
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { evaluateScreening } from '../../../../harness/gate/decide/evaluate-metric-screening.ts';
import { judgeMetricComparison } from '../../../../harness/gate/decide/judge-metric-comparison.ts';
import type { MetricEvidence } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { createRandom, type Random } from '../../../../harness/stats/seeded-random.ts';
import { metricEvidence } from '../../../support/example-paired-metric-evidence.ts';
import { simulatedRateUpperBound } from '../../../support/simulated-rate-upper-bound.ts';

const TIMES = 10_000;
/** Most pairs that the screen of an accompanying timed metric may take. */
const MOST = 40;

type Values = readonly [first: number, second: number];
type Unit = (next: () => number) => Values;
type Fields = Pick<MetricEvidence, 'nature' | 'metric' | 'margin'>;

/** Returns pairs of identical code, each in a random order. */
function pairsOf(fields: Fields, values: Unit, random: Random): (count: number) => MetricEvidence {
  const pairs = Array.from({ length: MOST }, () => {
    const slot: 0 | 1 = random.next() < 0.5 ? 0 : 1;
    const [first, second] = values(random.next);
    return slot === 0 ? { slot, base: first, head: second } : { slot, base: second, head: first };
  });
  return (count) => {
    const taken = pairs.slice(0, count);
    return metricEvidence({
      ...fields,
      screen: {
        base: taken.map(({ base }) => base),
        head: taken.map(({ head }) => head),
        slots: taken.map(({ slot }) => slot),
      },
    });
  };
}

/** Share of suites of the same code of which any is called changed, each as long as its screen is open. */
function calledChanged(
  fields: Fields,
  values: Unit,
  {
    seed,
    size = 1,
    suites = TIMES,
  }: { readonly seed: number; readonly size?: number; readonly suites?: number },
): number {
  const random = createRandom(seed);
  const isChanged = (of: (count: number) => MetricEvidence): boolean => {
    let count = 3;
    for (;;) {
      const state = evaluateScreening(of(count), DEFAULT_RULES, { sharing: size });
      if (state.type !== 'open' || state.next > MOST) break;
      count = state.next;
    }
    const { verdict } = judgeMetricComparison(of(count), size, DEFAULT_RULES).comparison;
    return verdict === 'regressed' || verdict === 'improved';
  };
  let changed = 0;
  for (let suite = 0; suite < suites; suite += 1) {
    const called = Array.from({ length: size }, () => isChanged(pairsOf(fields, values, random)));
    if (called.includes(true)) changed += 1;
  }
  return changed / suites;
}

describe('identical code whose second unit differs because of its position', () => {
  const exact = { nature: 'exact', metric: 'queries', margin: 0 } as const;
  const counted = { nature: 'counted', metric: 'allocated', margin: 0.01 } as const;

  it.each<[string, Unit]>([
    ['always', () => [10, 11]],
    ['mostly', (next) => (next() < 0.9 ? [10, 11] : [10, 10])],
    ['by another number each time', (next) => [10, 11 + Math.floor(3 * next())]],
  ])('is called changed by an exact metric in at most 0.2 in 100: %s', (_, values) => {
    expect(calledChanged(exact, values, { seed: 11 })).toBeLessThanOrEqual(
      simulatedRateUpperBound(0.002, TIMES),
    );
  });

  it.each<[string, Unit]>([
    ['by 5 %, hardly scattering', (next) => [1_000 + next(), 1_050 + next()]],
    ['by 5 %, scattering by 1 %', (next) => [1_000 + 17 * next(), 1_050 + 17 * next()]],
    ['by 2 %, hardly scattering', (next) => [1_000 + next(), 1_020 + next()]],
    ['threefold, hardly scattering', (next) => [1_000 + next(), 3_000 + next()]],
  ])(
    'is called changed by a counted metric with its own spread in at most 1 in 100: %s',
    (_, values) => {
      expect(calledChanged(counted, values, { seed: 12 })).toBeLessThanOrEqual(
        simulatedRateUpperBound(DEFAULT_RULES.counted_alpha, TIMES),
      );
    },
  );

  it.each([
    [6, 3_000],
    [20, 1_000],
  ])('is called changed in at most 1 of 100 suites of %i such counts', (size, suites) => {
    const always: Unit = (next) => [1_000 + next(), 3_000 + next()];
    const mostly: Unit = (next) => (next() < 0.9 ? always(next) : [1_000 + next(), 1_000 + next()]);
    const strict = { ...counted, margin: 0 };
    for (const values of [always, mostly]) {
      expect(calledChanged(strict, values, { seed: 13, size, suites })).toBeLessThanOrEqual(
        simulatedRateUpperBound(DEFAULT_RULES.counted_alpha, suites),
      );
    }
  });
});
