import { parseBudget } from '../../harness/gate/parse-budget.ts';
import type { Scenario, ScenarioKind } from '../../harness/model/scenario/scenario.ts';

/** As much of a scenario as what is made from budgets looks at. */
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
