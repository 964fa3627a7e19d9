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
  ])('for %s of "%s" is read into the base unit', (metric, text, operator, limit) => {
    expect(parseBudget(metric, text, 'error')).toEqual({
      metric,
      operator,
      limit,
      level: 'error',
      text,
    });
  });

  test('keeps its level', () => {
    expect(parseBudget('wall_time', '< 2 ms', 'warn')).toHaveProperty('level', 'warn');
  });

  test.each(['2 ms', '= 2 ms', '=< 2 ms', '<', '', '<> 2 ms'])('of "%s" is refused', (text) => {
    expect(parseBudget('wall_time', text, 'error')).toHaveProperty('problem');
  });

  test('with a unit of another quantity is refused with the units that would do', () => {
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
    'LEAD-27: of an average, %s "%s", is refused whatever else is wrong with it',
    (metric, text) => {
      expect(parseBudget(metric, text, 'error')).toEqual({
        problem:
          'averages are refused as budgets because they hide the slow requests, expected a percentile such as latency.p95',
      });
    },
  );

  test('for an unknown metric is told the nearest one', () => {
    expect(parseBudget('latnecy.p95', '< 2 ms', 'error')).toEqual({
      problem: 'there is no metric "latnecy.p95". Did you mean "latency.p95"?',
    });
    expect(parseBudget('xyz', '< 2 ms', 'error')).toEqual({ problem: 'there is no metric "xyz".' });
  });

  test('can be set for every metric there is', () => {
    for (const { name, unit } of METRICS.values()) {
      const text = `< 5${unit === 'ms' || unit === 'B' ? ` ${unit}` : ''}`;
      expect(parseBudget(name, text, 'error')).toHaveProperty('limit', 5);
    }
  });
});
