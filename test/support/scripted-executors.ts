/** Executors that start nothing: commands measure in milliseconds, with the same result. */

import type { ExecutorOverrides } from '../../harness/host.ts';
import type { AnyExecutor, PlannedTrial } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createMockExecutor, type ScriptedUnit } from './mock-executor.ts';

/** Returns the result of a unit in one of its blocks. */
export type UnitScript = (scenario: Scenario, trial: PlannedTrial, block: number) => ScriptedUnit;

/** @param counted - Script of units whose instructions are counted. */
export function createScriptedExecutors(
  script: UnitScript,
  counted: UnitScript = script,
): ExecutorOverrides {
  return {
    ofKind: (kind) => scripted(kind, script),
    ofInstructions: () => [scripted('function', counted), scripted('command', counted)],
  };
}

function scripted(kind: Scenario['kind'], script: UnitScript): AnyExecutor {
  return createMockExecutor<Scenario>(kind, script) as AnyExecutor;
}

/**
 * Returns a script whose wall times are `centre` milliseconds, with noise of this spread (a share
 * of the centre) for each trial, like measurements on a real machine.
 */
export function drawWallTimes(
  centre: (scenario: Scenario, trial: PlannedTrial) => number,
  spread = 0.01,
): UnitScript {
  return (scenario, trial, block) => {
    const random = createRandom(
      trial.seed * 31 + trial.slot * 7 + (trial.side === 'a' ? 0 : 3) + block,
    );
    const noise = 1 + spread * (random.next() + random.next() - 1);
    return { measurements: { wall_time: centre(scenario, trial) * noise } };
  };
}
