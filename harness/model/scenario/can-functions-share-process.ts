import type { Scenario } from './scenario.ts';

/** Minimum number of functions for which sharing processes pays off. */
export const MIN_SHARING_FUNCTIONS = 3;

/** True if the scenario may be measured in a shared process; not if vitest calls the function. */
export function canShareProcess(scenario: Scenario): boolean {
  return scenario.kind === 'function' && scenario.body.type !== 'vitest';
}
