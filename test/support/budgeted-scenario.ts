import { parseBudget } from '../../harness/gate/parse-metric-budget.ts';
import type { Scenario, ScenarioKind } from '../../harness/model/scenario/scenario.ts';

/** Returns the parts of a scenario that are used when generating from budgets. */
export function budgetedScenario(
  kind: ScenarioKind,
  name: string,
  limits: Readonly<Record<string, string>>,
): Scenario {
  const budgets = Object.entries(limits).map(([metric, text]) => {
    const budget = parseBudget(metric, text, 'error');
    if ('problem' in budget) throw new Error(budget.problem);
    return budget;
  });
  const request = { url: '/users?page=1', method: 'GET' };
  return { kind, name, budgets, request, url: '/' } as unknown as Scenario;
}

/** Three projects, with budgets for requests, for page visits, and for runs. */
export const BUDGET_SETS: Readonly<Record<string, readonly Scenario[]>> = {
  requests: [
    budgetedScenario('http', 'list users', {
      'latency.p95': '< 250 ms',
      'latency.p99': '<= 1 s',
      'latency.p50': '< 80 ms',
      error_rate: '< 0.1 %',
    }),
  ],
  visits: [budgetedScenario('page', 'home', { lcp: '< 2.5 s', cls: '< 0.1', tbt: '< 200 ms' })],
  runs: [
    budgetedScenario('function', 'parse "a" {{ $x }}', {
      wall_time: '< 2 ms',
      allocated: '< 64 kB',
    }),
    budgetedScenario('command', 'cli start', { wall_time: '< 80 ms' }),
  ],
};
