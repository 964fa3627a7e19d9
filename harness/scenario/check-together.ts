import { relative } from 'node:path';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Mistake } from './schema/mistake.ts';

/** What is wrong with scenarios only beside each other. `folder` is where files are named from. */
export function checkTogether(scenarios: readonly Scenario[], folder: string): readonly Mistake[] {
  return [...duplicates(scenarios, folder), ...mixedGroups(scenarios, folder)];
}

function duplicates(scenarios: readonly Scenario[], folder: string): readonly Mistake[] {
  const first = new Map<string, Scenario>();
  const mistakes = new Map<string, Mistake>();
  for (const scenario of scenarios) {
    const other = first.get(scenario.name);
    if (other === undefined) {
      first.set(scenario.name, scenario);
      continue;
    }
    const [here, there] = [fileOf(scenario, folder), fileOf(other, folder)];
    const problem =
      here === there
        ? `two scenarios of this file have the name "${scenario.name}"`
        : `the name "${scenario.name}" is taken by ${there}`;
    mistakes.set(`${here} ${scenario.name}`, {
      code: 'scenario-duplicate',
      where: [here],
      problem,
      remedy: 'Give each a name of its own: records and baselines are kept by it.',
    });
  }
  return [...mistakes.values()];
}

function mixedGroups(scenarios: readonly Scenario[], folder: string): readonly Mistake[] {
  const first = new Map<string, Scenario>();
  return scenarios.flatMap((scenario): readonly Mistake[] => {
    if (scenario.group === null) return [];
    const other = first.get(scenario.group);
    if (other === undefined) first.set(scenario.group, scenario);
    if (other === undefined || other.kind === scenario.kind) return [];
    return [
      {
        code: 'scenario-group',
        where: [fileOf(scenario, folder), `scenario "${scenario.name}"`, 'group'],
        problem: `the group "${scenario.group}" ranks ${other.kind} scenarios, such as "${other.name}", and this is a ${scenario.kind} scenario`,
      },
    ];
  });
}

function fileOf(scenario: Scenario, folder: string): string {
  return scenario.source === null ? 'command line' : relative(folder, scenario.source.file);
}
