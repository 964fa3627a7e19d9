import { describe, expect, test } from 'vitest';
import { parseBudget } from '../../../harness/gate/parse-metric-budget.ts';
import { METRICS } from '../../../harness/model/metric.ts';

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
