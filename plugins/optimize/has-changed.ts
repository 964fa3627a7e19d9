import type { RunState } from './state.ts';

/** Whether a branch holds something that was kept. */
export function hasChanged({ cycles }: RunState): boolean {
  return cycles.some(({ branch, hypotheses_applied: kept }) => branch !== null && kept.length > 0);
}
