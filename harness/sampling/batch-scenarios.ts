import {
  canShareProcess,
  MIN_SHARING_FUNCTIONS,
} from '../model/scenario/can-functions-share-process.ts';
import { QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';

/** Scenarios that are measured interleaved. */
export interface ScenarioBatch {
  readonly scenarios: readonly [Scenario, ...Scenario[]];
  /** True if a round's units run in one process: a suite's functions, for a first impression. */
  readonly isShared: boolean;
}

/** Batches scenarios: a group's are measured interleaved, a scenario without a group alone. */
export function batchScenarios(scenarios: readonly Scenario[]): readonly ScenarioBatch[] {
  const sharing = scenarios.filter(wantsToShare);
  const isShared = sharing.length >= MIN_SHARING_FUNCTIONS;
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

/** Scenarios of a group are compared with each other, so they keep separate processes. */
function wantsToShare(scenario: Scenario): boolean {
  const { group, tags } = scenario;
  return group === null && tags.includes(QUICK_TAG) && canShareProcess(scenario);
}
