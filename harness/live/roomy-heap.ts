import type { FunctionScenario } from '../model/scenario/scenario.ts';

/**
 * V8 collects a young generation of its first size, 1 MB, several times a millisecond, which takes more time in one
 * process than in the next: functions with a `Map` differed by 25 % from pair to pair, and differ by 3 with this
 * size, which that of a busy server grows to (docs/decisions/0039).
 */
const ROOMY = '--min-semi-space-size=16';

/** The function in a process with a roomy young generation. Flags of the scenario come after it, and win. */
export function withRoomyHeap(scenario: FunctionScenario): FunctionScenario {
  return { ...scenario, nodeArgs: [ROOMY, ...scenario.nodeArgs] };
}
