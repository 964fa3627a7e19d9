import { describe, expect, test } from 'vitest';
import { capacityLimits } from '../../../harness/capacity/resolve-capacity-latency-and-error-limits.ts';
import { parseBudget } from '../../../harness/gate/parse-metric-budget.ts';
import type { Budget } from '../../../harness/model/scenario/budget.ts';

function budget(metric: string, text: string, level: 'warn' | 'error' = 'error'): Budget {
  const parsed = parseBudget(metric, text, level);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

const shown = (asked: readonly string[], budgets: readonly Budget[] = []) =>
  capacityLimits(asked, { budgets }).map(
    ({ metric, text, source }) => `${metric} ${text} ${source}`,
  );

describe('capacityLimits', () => {
  test('uses defaults for response time and errors when no limit is given', () => {
    expect(shown([])).toEqual(['latency.p99 < 250 ms default', 'error_rate < 1 % default']);
  });

  test('uses the response limits of the scenario, and none that a rate cannot keep', () => {
    const budgets = [
      budget('latency.p95', '< 80 ms'),
      budget('throughput', '> 500/s'),
      budget('cpu_time', '< 2 ms'),
      budget('error_rate', '< 0.1 %', 'warn'),
    ];
    expect(shown([], budgets)).toEqual([
      'latency.p95 < 80 ms scenario',
      'error_rate < 1 % default',
    ]);
  });

  test('replaces limits of the scenario with the requested limits', () => {
    const budgets = [budget('latency.p95', '< 80 ms')];
    expect(shown(['latency.p99<1s', ' cpu_time  <= 2 ms'], budgets)).toEqual([
      'latency.p99 <1s option',
      'cpu_time <= 2 ms option',
      'error_rate < 1 % default',
    ]);
  });

  test.each([
    ['latency.p99', 'expected a metric, a comparison operator and a value'],
    ['', 'expected a metric, a comparison operator and a value'],
    ['latency.avg < 3 ms', 'averages cannot be budgets'],
    ['latency.p98 < 3 ms', 'unknown metric "latency.p98"'],
    ['latency.p99 < 3 bananas', 'has the unit "bananas"'],
    ['throughput > 5', 'throughput is the quantity that the search maximizes'],
  ])('refuses "%s": %s', (text, why) => {
    expect(() => capacityLimits([text], { budgets: [] })).toThrow(why);
  });
});
