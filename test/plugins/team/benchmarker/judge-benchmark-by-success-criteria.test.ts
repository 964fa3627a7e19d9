import { describe, expect, test } from 'vitest';
import {
  computeImprovement,
  type MeasuredMetric,
} from '../../../../plugins/team/benchmarker/benchmark-document.ts';
import {
  judgeBenchmark,
  judgeCriterion,
  judgeRegression,
} from '../../../../plugins/team/benchmarker/judge-benchmark.ts';
import {
  parseCriterion,
  type SuccessCriterion,
} from '../../../../plugins/team/success-criterion.ts';

const figure = (
  [baseline, current]: readonly [number, number],
  shown: MeasuredMetric['shown'],
  more: Partial<MeasuredMetric> = {},
): MeasuredMetric => {
  const better = more.better ?? 'lower';
  const improvement = computeImprovement(baseline, current, better);
  return {
    scenario: 'work',
    metric: 'wall_time',
    unit: 'ms',
    better: 'lower',
    baseline,
    current,
    shown,
    improvement,
    decides: true,
    ...more,
  };
};
const criterion = (text: string): SuccessCriterion => {
  const read = parseCriterion(text);
  if (read === null) throw new Error(text);
  return read;
};
const TWENTY = criterion('wall_time improves by 20 %');

describe('TPB-06: a metric that nobody wanted to change', () => {
  test.each([
    { pair: [100, 104.9], shown: 'worse', verdict: 'PASS' },
    { pair: [100, 105], shown: 'worse', verdict: 'PASS' },
    // In binary fractions, it is a little more than 5 %.
    { pair: [0.2, 0.21], shown: 'worse', verdict: 'PASS' },
    { pair: [1.1, 1.155], shown: 'worse', verdict: 'PASS' },
    { pair: [100, 105.1], shown: 'worse', verdict: 'FAIL' },
    { pair: [100, 130], shown: 'unchanged', verdict: 'PASS' },
    { pair: [100, 130], shown: 'nothing', verdict: 'WARN' },
    { pair: [100, 50], shown: 'better', verdict: 'PASS' },
    { pair: [0, 4], shown: 'worse', verdict: 'FAIL' },
  ] as const)('$pair, shown as $shown, is $verdict', ({ pair, shown, verdict }) => {
    expect(judgeRegression(figure(pair, shown)).verdict).toBe(verdict);
  });

  test('warns when the scenario does not let it decide, however much worse it is', () => {
    const judged = judgeRegression(figure([100, 150], 'worse', { decides: false }));
    expect(judged).toEqual({
      verdict: 'WARN',
      reason: 'it is 50.0 % worse, but is not gated here',
    });
    expect(judgeRegression(figure([100, 104], 'worse', { decides: false })).verdict).toBe('PASS');
  });

  test('D2: regresses by falling when higher is better', () => {
    const better = 'higher';
    expect(judgeRegression(figure([100, 90], 'worse', { better })).verdict).toBe('FAIL');
    expect(judgeRegression(figure([100, 130], 'better', { better })).verdict).toBe('PASS');
  });
});

describe('TPB-06: a criterion of 20 %', () => {
  test.each([
    { pair: [100, 75], shown: 'better', verdict: 'PASS' },
    { pair: [100, 80], shown: 'better', verdict: 'PASS' },
    { pair: [100, 80.1], shown: 'better', verdict: 'WARN' },
    { pair: [100, 90], shown: 'better', verdict: 'WARN' },
    { pair: [100, 90.1], shown: 'better', verdict: 'FAIL' },
    { pair: [100, 75], shown: 'unchanged', verdict: 'FAIL' },
    { pair: [100, 75], shown: 'nothing', verdict: 'FAIL' },
    { pair: [100, 120], shown: 'worse', verdict: 'FAIL' },
  ] as const)('$pair, shown as $shown, is $verdict', ({ pair, shown, verdict }) => {
    expect(judgeCriterion(TWENTY, [figure(pair, shown)]).verdict).toBe(verdict);
  });

  test.each([
    { text: 'wall_time <= 80 ms', pair: [100, 80], verdict: 'PASS' },
    { text: 'wall_time <= 80 ms', pair: [100, 90], verdict: 'WARN' },
    { text: 'wall_time <= 80 ms', pair: [100, 91], verdict: 'FAIL' },
    { text: 'wall_time >= 80 ms', pair: [100, 90], verdict: 'PASS' },
    { text: 'wall_time <= 80 s', pair: [100, 70], verdict: 'FAIL' },
    { text: '[other] wall_time <= 80 ms', pair: [100, 70], verdict: 'FAIL' },
  ] as const)('"$text" with $pair is $verdict', ({ text, pair, verdict }) => {
    expect(judgeCriterion(criterion(text), [figure(pair, 'better')]).verdict).toBe(verdict);
  });
});

test('TPB-04: fails when one test fails now, however fast the result is', () => {
  const figures = { measured: [figure([100, 50], 'better')] };
  const judge = (failing: readonly string[]) =>
    judgeBenchmark(figures, [TWENTY], { state: 'failed', failing, message: '', output: '' })
      .overall;
  expect(judgeBenchmark(figures, [TWENTY], { state: 'passed' }).overall).toBe('PASS');
  expect(judge(['adds'])).toBe('FAIL');
});

test('TPB-05: finds a regression of a metric that no criterion names', () => {
  const memory = figure([10, 12], 'worse', { metric: 'memory_peak', unit: 'B' });
  const judged = judgeBenchmark(
    { measured: [figure([100, 50], 'better'), memory] },
    [TWENTY],
    null,
  );
  expect(judged.criteria.map(({ verdict }) => verdict)).toEqual(['PASS']);
  expect(judged.metrics.map(({ metric, verdict }) => [metric, verdict])).toEqual([
    ['wall_time', 'PASS'],
    ['memory_peak', 'FAIL'],
  ]);
  expect(judged.overall).toBe('FAIL');
});
