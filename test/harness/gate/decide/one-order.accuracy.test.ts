/**
 * Verdicts without a stage of confirmation, of values that depend on which unit of a pair comes first: by
 * seeded simulation, held to what is promised plus three standard errors.
 */
import { describe, expect, it } from 'vitest';
import { judgeEvidence } from '../../../../harness/gate/decide/judge-evidence.ts';
import type { MetricEvidence } from '../../../../harness/gate/decide/metric-evidence.ts';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/rules.ts';
import { screenState } from '../../../../harness/gate/decide/screen-state.ts';
import { createRandom } from '../../../../harness/stats/random.ts';
import { metricEvidence } from '../../../support/metric-evidence.ts';

const TIMES = 10_000;
/** The screen of a timed metric beside it may take so many. */
const MOST = 40;

type Values = readonly [first: number, second: number];

/** Share of comparisons of the same code that are called changed, each as long as its screen is open. */
function calledChanged(
  fields: Pick<MetricEvidence, 'nature' | 'metric' | 'margin'>,
  seed: number,
  values: (next: () => number) => Values,
): number {
  const random = createRandom(seed);
  let changed = 0;
  for (let time = 0; time < TIMES; time += 1) {
    const pairs = Array.from({ length: MOST }, () => {
      const slot: 0 | 1 = random.next() < 0.5 ? 0 : 1;
      const [first, second] = values(random.next);
      return slot === 0 ? { slot, base: first, head: second } : { slot, base: second, head: first };
    });
    const of = (count: number): MetricEvidence => {
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
    let count = 3;
    for (;;) {
      const state = screenState(of(count), DEFAULT_RULES);
      if (state.type !== 'open' || state.next > MOST) break;
      count = state.next;
    }
    const { verdict } = judgeEvidence(of(count), 1, DEFAULT_RULES).comparison;
    if (verdict === 'regressed' || verdict === 'improved') changed += 1;
  }
  return changed / TIMES;
}

function atMost(rate: number): number {
  return rate + 3 * Math.sqrt((rate * (1 - rate)) / TIMES);
}

describe('identical code whose second unit differs for being the second', () => {
  const exact = { nature: 'exact', metric: 'queries', margin: 0 } as const;
  const counted = { nature: 'counted', metric: 'allocated', margin: 0.01 } as const;

  it.each<[string, (next: () => number) => Values]>([
    ['always', () => [10, 11]],
    ['mostly', (next) => (next() < 0.9 ? [10, 11] : [10, 10])],
    ['by another number each time', (next) => [10, 11 + Math.floor(3 * next())]],
  ])('is called changed by an exact number in at most 0.2 in 100: %s', (_, values) => {
    expect(calledChanged(exact, 11, values)).toBeLessThanOrEqual(atMost(0.002));
  });

  it.each<[string, (next: () => number) => Values]>([
    ['by 5 %, hardly scattering', (next) => [1_000 + next(), 1_050 + next()]],
    ['by 5 %, scattering by 1 %', (next) => [1_000 + 17 * next(), 1_050 + 17 * next()]],
    ['by 2 %, hardly scattering', (next) => [1_000 + next(), 1_020 + next()]],
    ['threefold, hardly scattering', (next) => [1_000 + next(), 3_000 + next()]],
  ])('is called changed by a count of its own spread in at most 1 in 100: %s', (_, values) => {
    expect(calledChanged(counted, 12, values)).toBeLessThanOrEqual(
      atMost(DEFAULT_RULES.counted_alpha),
    );
  });
});
