import { describe, expect, test } from 'vitest';
import { capacityLimits } from '../../../harness/capacity/capacity-search-limits.ts';
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
  test('takes defaults for response time and errors where nobody says anything', () => {
    expect(shown([])).toEqual(['latency.p99 < 250 ms default', 'error_rate < 1 % default']);
  });

  test('takes those of the scenario that answers have, and none that a rate cannot keep', () => {
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

  test('puts what was asked for in place of those of the scenario', () => {
    const budgets = [budget('latency.p95', '< 80 ms')];
    expect(shown(['latency.p99<1s', ' cpu_time  <= 2 ms'], budgets)).toEqual([
      'latency.p99 <1s option',
      'cpu_time <= 2 ms option',
      'error_rate < 1 % default',
    ]);
  });

  test.each([
    ['latency.p99', 'it takes a metric, a comparison and a value'],
    ['', 'it takes a metric, a comparison and a value'],
    ['latency.avg < 3 ms', 'averages are refused'],
    ['latency.p98 < 3 ms', 'there is no metric "latency.p98"'],
    ['latency.p99 < 3 bananas', 'has the unit "bananas"'],
    ['throughput > 5', 'the rate is what is searched'],
  ])('refuses "%s": %s', (text, why) => {
    expect(() => capacityLimits([text], { budgets: [] })).toThrow(why);
  });
});
