import type { RunState } from './optimization-loop-state.ts';

/** True if a branch contains an accepted change. */
export function hasAcceptedChange({ cycles }: RunState): boolean {
  return cycles.some(({ branch, hypotheses_applied: kept }) => branch !== null && kept.length > 0);
}
