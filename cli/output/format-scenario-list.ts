import type { Scenario } from '../../harness/model/scenario/scenario.ts';

/** Formats scenarios one per line: kind, name, group and tags. */
export function formatScenarioList(scenarios: readonly Scenario[]): string {
  return scenarios.map((scenario) => `${lineOf(scenario)}\n`).join('');
}

function lineOf({ kind, name, group, tags }: Scenario): string {
  const extras = [...(group === null ? [] : [`group ${group}`]), ...tags.map((tag) => `#${tag}`)];
  return `${kind.padEnd(8)}  ${name}${extras.length === 0 ? '' : `  (${extras.join(', ')})`}`;
}
