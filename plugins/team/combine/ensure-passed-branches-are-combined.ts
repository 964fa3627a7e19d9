import { isDeepStrictEqual } from 'node:util';
import type { Host } from 'perf-harness/plugin';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import type { SessionPaths } from '../session/session-artifact-paths.ts';
import { hasEnded } from '../session/session-task.ts';
import { runCombiner } from '../workers/worker-processes.ts';
import { listPassedBranches } from './combine-and-measure-passed-branches.ts';
import { type Combination, type PassedBranch, readCombination } from './gain-interaction.ts';

export interface CombinationOutcome {
  /** null if fewer than two branches passed. */
  readonly combination: Combination | null;
  /** Reason why branches could not be combined; null if nothing went wrong. */
  readonly notCombined: string | null;
}

/** Combines the passed branches once all tasks are done, unless the same were combined before. */
export async function ensureCombination(
  request: Omit<Parameters<typeof runCombiner>[1], 'session'> & { readonly host: Host },
  paths: SessionPaths,
  stored: SessionState,
): Promise<CombinationOutcome> {
  const { host } = request;
  const passed = listPassedWhenDone(stored);
  if (passed.length < 2) return { combination: null, notCombined: null };
  const existing = findCombination(host, paths, passed);
  if (existing !== null) return { combination: existing, notCombined: null };
  const notCombined = await runCombiner(host, { ...request, session: stored.session });
  return { combination: findCombination(host, paths, passed), notCombined };
}

/** True if all tasks are done and the passed branches not yet combined as they are now. */
export function needsCombination(host: Host, paths: SessionPaths, stored: SessionState): boolean {
  const passed = listPassedWhenDone(stored);
  return passed.length >= 2 && findCombination(host, paths, passed) === null;
}

function listPassedWhenDone(stored: SessionState): readonly PassedBranch[] {
  return [...stored.tasks.values()].every(hasEnded) ? listPassedBranches(stored) : [];
}

/** Returns the stored combination; null if there is none, or it is of other branches. */
function findCombination(
  host: Host,
  paths: SessionPaths,
  passed: readonly PassedBranch[],
): Combination | null {
  const combination = readCombination(host, paths);
  return isDeepStrictEqual(combination?.passed, passed) ? combination : null;
}
