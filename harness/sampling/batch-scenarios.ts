import {
  canShareProcess,
  MIN_SHARING_FUNCTIONS,
  QUICK_TAG,
  type Scenario,
} from '../model/scenario/scenario.ts';

export interface ScenarioBatch {
  readonly scenarios: readonly [Scenario, ...Scenario[]];
  /** True if all units of a round run in one process, for a quick result of a suite's functions. */
  readonly isShared: boolean;
}

/** Batches scenarios: those of a group together, quick functions together, and others alone. */
export function batchScenarios(scenarios: readonly Scenario[]): readonly ScenarioBatch[] {
  const candidates = scenarios.filter(wantsToShare);
  const isShared = candidates.length >= MIN_SHARING_FUNCTIONS;
  const batches = new Map<string, { scenarios: [Scenario, ...Scenario[]]; isShared: boolean }>();
  for (const [index, scenario] of scenarios.entries()) {
    const sharesProcess = isShared && wantsToShare(scenario);
    const ownKey = scenario.group === null ? `alone ${index}` : `group ${scenario.group}`;
    const key = sharesProcess ? 'shared' : ownKey;
    const batch = batches.get(key);
    if (batch === undefined) batches.set(key, { scenarios: [scenario], isShared: sharesProcess });
    else batch.scenarios.push(scenario);
  }
  return [...batches.values()];
}

/** True for quick functions outside groups: alternatives of a group need separate processes. */
function wantsToShare(scenario: Scenario): boolean {
  const { group, tags } = scenario;
  return group === null && tags.includes(QUICK_TAG) && canShareProcess(scenario);
}
