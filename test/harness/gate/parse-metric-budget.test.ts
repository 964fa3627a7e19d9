import { describe, expect, test } from 'vitest';
import { judgeBudget } from '../../../harness/gate/judge-metric-budget.ts';
import { parseBudget, presetBudgets } from '../../../harness/gate/parse-metric-budget.ts';
import { getMetric, METRICS } from '../../../harness/model/metric.ts';
import {
  BUDGET_PRESETS,
  type BudgetPreset,
} from '../../../harness/model/scenario/budget-preset-names.ts';
import { summarizeMetric } from '../../../harness/stats/summarize-metric.ts';

describe('a budget', () => {
  test.each([
    ['wall_time', '< 2 ms', '<', 2],
    ['wall_time', '<2ms', '<', 2],
    ['latency.p95', ' <= 0.25 s ', '<=', 250],
    ['allocated', '<= 64 kB', '<=', 64_000],
    ['error_rate', '< 0.1 %', '<', 0.001],
    ['error_rate', '< 0.001', '<', 0.001],
    ['throughput', '> 2000 /s', '>', 2_000],
    ['throughput', '>= 2 k/s', '>=', 2_000],
    ['http_round_trips', '<= 13', '<=', 13],
  ])('is parsed for %s from "%s" into the base unit', (metric, text, operator, limit) => {
    expect(parseBudget(metric, text, 'error')).toEqual({
      metric,
      operator,
      limit,
      level: 'error',
      text,
    });
  });

  test.each(['2 ms', '= 2 ms', '=< 2 ms', '<', '', '<> 2 ms'])(
    'is rejected when it is "%s"',
    (text) => {
      expect(parseBudget('wall_time', text, 'error')).toHaveProperty('problem');
    },
  );

  test('is rejected with a unit of another quantity, and names the valid units', () => {
    expect(parseBudget('wall_time', '< 2 kB', 'error')).toEqual({
      problem: '"2 kB" has the unit "kB", expected ns, us, ms, s, min or h',
    });
  });

  test.each([
    ['latency.avg', '< 200 ms'],
    ['latency.mean', '< 200 ms'],
    ['Average', '< 200 ms'],
    ['avg_latency', '< 200 ms'],
    ['latency.p95', 'avg < 200 ms'],
    ['latency.p95', 'avg<200'],
    ['latency.p95', '< 200 ms mean'],
  ])(
    'LEAD-27: is rejected when it limits an average, %s "%s", whatever else is wrong',
    (metric, text) => {
      expect(parseBudget(metric, text, 'error')).toEqual({
        problem:
          'averages cannot be budgets because they hide slow requests; use a percentile such as latency.p95',
      });
    },
  );

  test('suggests the nearest metric for an unknown metric', () => {
    expect(parseBudget('latnecy.p95', '< 2 ms', 'error')).toEqual({
      problem: 'unknown metric "latnecy.p95". Did you mean "latency.p95"?',
    });
    expect(parseBudget('xyz', '< 2 ms', 'error')).toEqual({ problem: 'unknown metric "xyz".' });
  });

  test('can be set for every known metric', () => {
    for (const { name, unit } of METRICS.values()) {
      const text = `< 5${unit === 'ms' || unit === 'B' ? ` ${unit}` : ''}`;
      expect(parseBudget(name, text, 'error')).toHaveProperty('limit', 5);
    }
  });
});

const ALL = ['latency.p50', 'latency.p95', 'latency.p99', 'error_rate', 'lcp', 'cls', 'inp'];

/** Verdicts of a preset's limits for a metric that was the same in every trial. */
function verdicts(preset: BudgetPreset, metric: string, value: number) {
  const summary = summarizeMetric(
    getMetric(metric),
    Array.from({ length: 6 }, () => value),
  );
  return presetBudgets(preset, ALL)
    .filter((budget) => budget.metric === metric)
    .map((budget) => [budget.level, judgeBudget(budget, summary).verdict]);
}

describe('kpi-web', () => {
  test.each([
    ['LEAD-13', 'latency.p50', 99.9, 100],
    ['LEAD-14', 'latency.p95', 299.9, 300],
    ['LEAD-15', 'latency.p99', 999, 1_000],
    ['LEAD-16', 'lcp', 2_490, 2_500],
    ['LEAD-16', 'cls', 0.099, 0.1],
    ['LEAD-17', 'inp', 200, 201],
    // One request of 1,000 is 0.1 %, which is not less than 0.1 %.
    ['LEAD-18', 'error_rate', 0.000_9, 1 / 1_000],
  ])('%s: accepts %s of %d and rejects %d', (_id, metric, good, bad) => {
    expect(verdicts('kpi-web', metric, good)).toEqual([['error', 'pass']]);
    expect(verdicts('kpi-web', metric, bad)).toEqual([['error', 'fail']]);
  });
});

test('LEAD-14: rejects a p95 of 200 ms in k6-strict, which has no limit of 300 ms', () => {
  expect(verdicts('k6-strict', 'latency.p95', 199.9)).toEqual([['error', 'pass']]);
  expect(verdicts('k6-strict', 'latency.p95', 200)).toEqual([['error', 'fail']]);
});

test.each([
  ['latency.p95', 249, 'pass', 'pass'],
  ['latency.p95', 250, 'pass', 'fail'],
  ['latency.p95', 299, 'pass', 'fail'],
  ['latency.p95', 300, 'fail', 'fail'],
  ['error_rate', 0.000_5, 'pass', 'fail'],
  ['error_rate', 0.001, 'fail', 'fail'],
])('judges incident-exit of %s at %d: limit %s, target %s', (metric, value, limit, aim) => {
  expect(verdicts('incident-exit', metric, value)).toEqual([
    ['error', limit],
    ['warn', aim],
  ]);
});

test.each(BUDGET_PRESETS)('%s limits only the metrics that exist', (preset) => {
  expect(
    presetBudgets(preset, ['latency.p95']).every(({ metric }) => metric === 'latency.p95'),
  ).toBe(true);
  expect(presetBudgets(preset, [])).toEqual([]);
});
