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

/** Scope requested for a lane. */
export function requestedScope({ session }: SessionState, lane: Workstream): readonly string[] {
  const target = session.independent_targets.find(({ id }) => id === lane)?.target;
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

/** Scope of a lane after a person narrowed it at CP-1 (TEAM-09). */
export function planScope(standing: SessionState, lane: Workstream): readonly string[] {
  const profile = currentProfileTask(standing, lane);
  const id = profile === undefined ? '' : decisionId('CP-1', profile.id);
  const answer = standing.session.decisions.find((decision) => decision.id === id)?.answer;
  return answer?.choice === 'narrow' ? answer.scope : requestedScope(standing, lane);
}

/** Returns the files that a change of a lane may touch; empty if no plan names any. */
export function changeScope(standing: SessionState, lane: Workstream): readonly string[] {
  if (isBranch(lane)) {
    const branch = standing.session.branches.find(({ id }) => id === lane);
    if (branch !== undefined) return branch.target_files;
  }
  return [
    ...new Set(plannedImprovements(standing, lane).flatMap(({ target_files: files }) => files)),
  ];
}

/** The improvements of a lane's plan, most urgent first, as a person reordered them at CP-2 (TEAM-10). */
export function plannedImprovements(
  standing: SessionState,
  lane: Workstream,
): readonly Optimization[] {
  const outcome = readRoleOutcome(currentPlanTask(standing, lane), 'strategist');
  return outcome === null ? [] : sortByUserPriority(standing, lane, outcome.optimizations);
}

/** Sorts the improvements of a lane's plan, most urgent first, with priorities set at CP-2. */
export function sortByUserPriority<T extends Pick<Optimization, 'id' | 'priority'>>(
  standing: SessionState,
  lane: Workstream,
  improvements: readonly T[],
): readonly T[] {
  const plan = currentPlanTask(standing, lane);
  const id = plan === undefined ? '' : decisionId('CP-2', plan.id);
  const answer = standing.session.decisions.find((decision) => decision.id === id)?.answer;
  const changed = answer?.choice === 'reorder' ? answer.priorities : {};
  return improvements
    .map((improvement) => ({
      ...improvement,
      priority: changed[improvement.id] ?? improvement.priority,
    }))
    .toSorted(comparePriority);
}
