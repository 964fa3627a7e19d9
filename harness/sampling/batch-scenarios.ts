import type { Scenario } from '../model/scenario/scenario.ts';

/** Scenarios that are measured together: those of one group; alone where there is none. */
export function batchScenarios(scenarios: readonly Scenario[]): readonly (readonly Scenario[])[] {
  const groups = new Map<string, Scenario[]>();
  for (const [index, scenario] of scenarios.entries()) {
    const key = scenario.group === null ? `alone ${index}` : `group ${scenario.group}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [scenario]);
    else known.push(scenario);
  }
  return [...groups.values()];
}
