import { FEWEST_SHARING, mayShareProcess } from '../model/scenario/may-share.ts';
import { QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';

/** Scenarios that are measured in turn. */
export interface Batch {
  readonly scenarios: readonly [Scenario, ...Scenario[]];
  /** Whether all of a round are in one process: functions of a suite, of which a first impression is wanted. */
  readonly isShared: boolean;
}

/** Those of one group are measured in turn; alone where there is none. */
export function batchScenarios(scenarios: readonly Scenario[]): readonly Batch[] {
  const sharing = scenarios.filter(wantsToShare);
  const isShared = sharing.length >= FEWEST_SHARING;
  const batches = new Map<string, { scenarios: [Scenario, ...Scenario[]]; isShared: boolean }>();
  for (const [index, scenario] of scenarios.entries()) {
    const isOne = isShared && wantsToShare(scenario);
    const alone = scenario.group === null ? `alone ${index}` : `group ${scenario.group}`;
    const key = isOne ? 'shared' : alone;
    const known = batches.get(key);
    if (known === undefined) batches.set(key, { scenarios: [scenario], isShared: isOne });
    else known.scenarios.push(scenario);
  }
  return [...batches.values()];
}

/** Those of a group are compared with each other, so they stay in processes of their own. */
function wantsToShare(scenario: Scenario): boolean {
  const { group, tags } = scenario;
  return group === null && tags.includes(QUICK_TAG) && mayShareProcess(scenario);
}
