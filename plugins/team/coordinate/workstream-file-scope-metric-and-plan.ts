import {
  comparePriority,
  type Optimization,
} from '../session/optimization-summary-and-priority.ts';
import {
  type Answer,
  decisionId,
  TARGET_QUESTION,
} from '../session/pending-and-made-user-decisions.ts';
import { isBranch, type Workstream } from '../session/workstream.ts';
import {
  currentPlanTask,
  currentProfileTask,
  readRoleOutcome,
  type SessionState,
} from './workstream-state-from-tasks.ts';

export function requestedScope(
  { session }: SessionState,
  workstream: Workstream,
): readonly string[] {
  const target = session.independent_targets.find(({ id }) => id === workstream)?.target;
  if (target !== undefined) return [target];
  const answer = targetAnswer(session);
  return answer?.choice === 'narrow' ? answer.scope : session.scope;
}

/** Metric to improve: as requested, or as a person answered at CP-0; null: time (TPC-03). */
export function requestedMetric({ session }: Pick<SessionState, 'session'>): string | null {
  const answer = targetAnswer(session);
  return answer?.choice === 'metric' ? answer.metric : session.metric;
}

function targetAnswer({ decisions }: SessionState['session']): Answer | undefined {
  return decisions.find(({ id }) => id === TARGET_QUESTION)?.answer;
}

/** Scope of a workstream after a person narrowed it at CP-1 (TEAM-09). */
export function planScope(state: SessionState, workstream: Workstream): readonly string[] {
  const profile = currentProfileTask(state, workstream);
  const id = profile === undefined ? '' : decisionId('CP-1', profile.id);
  const answer = state.session.decisions.find((decision) => decision.id === id)?.answer;
  return answer?.choice === 'narrow' ? answer.scope : requestedScope(state, workstream);
}

/** Returns the files that a change of a workstream may touch; empty if no plan names any. */
export function changeScope(state: SessionState, workstream: Workstream): readonly string[] {
  if (isBranch(workstream)) {
    const branch = state.session.branches.find(({ id }) => id === workstream);
    if (branch !== undefined) return branch.target_files;
  }
  return [
    ...new Set(plannedImprovements(state, workstream).flatMap(({ target_files: files }) => files)),
  ];
}

/** Improvements of a workstream's plan in the order that a person gave them at CP-2 (TEAM-10). */
export function plannedImprovements(
  state: SessionState,
  workstream: Workstream,
): readonly Optimization[] {
  const outcome = readRoleOutcome(currentPlanTask(state, workstream), 'strategist');
  return outcome === null ? [] : sortByUserPriority(state, workstream, outcome.optimizations);
}

/** Sorts the improvements of a plan, most urgent first, with priorities set at CP-2. */
export function sortByUserPriority<T extends Pick<Optimization, 'id' | 'priority'>>(
  state: SessionState,
  workstream: Workstream,
  improvements: readonly T[],
): readonly T[] {
  const plan = currentPlanTask(state, workstream);
  const id = plan === undefined ? '' : decisionId('CP-2', plan.id);
  const answer = state.session.decisions.find((decision) => decision.id === id)?.answer;
  const changed = answer?.choice === 'reorder' ? answer.priorities : {};
  return improvements
    .map((improvement) => ({
      ...improvement,
      priority: changed[improvement.id] ?? improvement.priority,
    }))
    .toSorted(comparePriority);
}
