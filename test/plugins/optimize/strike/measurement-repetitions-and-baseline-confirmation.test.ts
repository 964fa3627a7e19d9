import { expect, it, test } from 'vitest';
import {
  findDecidingComparison,
  improvementPct,
  measureUntilStable,
  median,
  variationPct,
} from '../../../../plugins/optimize/strike/compare-project-folder-performance.ts';
import { isBaselineConfirmed } from '../../../../plugins/optimize/strike/prepare-execution.ts';
import { createCostComparison } from '../../../support/execute-hypotheses-with-scripted-costs.ts';

it('X814-08: measures five runs, or ten when the values of the head scatter by more than 20 %', async () => {
  const { signal } = new AbortController();
  const runsFor = async (samples: readonly number[]): Promise<readonly number[]> => {
    const asked: number[] = [];
    const measure = async (_base: string, _head: string, { runs }: { readonly runs: number }) => {
      asked.push(runs);
      return { ...createCostComparison(100, 90), samples };
    };
    await measureUntilStable(measure, '', '', { signal });
    return asked;
  };
  expect(await runsFor([100, 101, 99, 100, 100])).toEqual([5]);
  expect(await runsFor([100, 160, 60, 100, 140])).toEqual([5, 10]);
});

it('D1: uses the relative range below five values, the coefficient of variation from five on', () => {
  expect(variationPct([90, 100, 110])).toBeCloseTo(20, 10);
  expect(variationPct([80, 90, 100, 110, 120])).toBeCloseTo(15.811, 3);
  expect(variationPct([7])).toBe(0);
});

it('X814-03: confirms a baseline that is 10.0 % away, but not 10.1 %', () => {
  expect([isBaselineConfirmed(100, 110), isBaselineConfirmed(100, 90)]).toEqual([true, true]);
  expect([isBaselineConfirmed(100, 110.1), isBaselineConfirmed(100, 89.9)]).toEqual([false, false]);
  expect(isBaselineConfirmed(1, 1.1)).toBe(true);
});

it('D2: counts a rising throughput as an improvement', () => {
  const metrics = {
    throughput: { base: 100, head: 150, ratio: 1.5, better: 'higher', verdict: 'improved' },
  } as const;
  expect(improvementPct({ ratio: 1.5, metrics }, 'throughput')).toBeCloseTo(50, 10);
  expect(improvementPct({ ratio: 0.6, metrics: {} }, 'wall_time_ms')).toBeCloseTo(40, 10);
});

test('decides by a scenario that a change makes worse or breaks before a scenario that it improves', () => {
  const of = (scenario: string, verdict: string, head: number | null = 1) => ({
    scenario,
    metric: 'wall_time',
    gated: true,
    verdict,
    base: 1,
    head,
  });
  const decidingOf = (...comparisons: readonly object[]): string =>
    // Sound: no other fields are read.
    findDecidingComparison({ comparisons: comparisons as never }, ['wall_time']).scenario;
  const [same, better, worse] = [of('a', 'unchanged'), of('b', 'improved'), of('c', 'regressed')];
  const broken = of('d', 'incomparable', null);
  expect(decidingOf(same, better, worse)).toBe('c');
  expect(decidingOf(better, broken)).toBe('d');
  expect(decidingOf(same, better)).toBe('b');
  expect(decidingOf(same)).toBe('a');
});

test('takes the mean of the two middle values as the median of an even number of values', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
