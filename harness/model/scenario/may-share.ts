import type { Scenario } from './scenario.ts';

/** Fewer functions gain nothing by sharing processes. */
export const FEWEST_SHARING = 3;

/** Whether a process of its own is no part of what is measured: not where vitest calls the function. */
export function mayShareProcess(scenario: Scenario): boolean {
  return scenario.kind === 'function' && scenario.body.type !== 'vitest';
}
