import type { TaskWithStatus } from '../session/session-task.ts';
import { isCheckpointPassed, isTargetKnown } from './list-and-record-user-decisions.ts';
import type { SessionState } from './workstream-state-from-tasks.ts';

/** Returns the tasks that can start now, by id: dependencies completed and approved (TPC-08). */
export function findReadyTasks(state: SessionState): readonly TaskWithStatus<'pending'>[] {
  if (state.session.status !== 'active' || !isTargetKnown(state)) return [];
  return [...state.tasks.values()]
    .filter((task) => task.status === 'pending')
    .filter((task) =>
      task.needs.every((id) => {
        const need = state.tasks.get(id);
        return need?.status === 'completed' && isCheckpointPassed(state, need);
      }),
    )
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

/**
 * Returns the only successor of a task if it can start at once, without the coordinator; null if
 * there is none, or other tasks are involved (TEAM-31).
 */
export function findSuccessorTask(
  state: SessionState,
  id: string,
): TaskWithStatus<'pending'> | null {
  const following = [...state.tasks.values()].filter(({ needs }) => needs.includes(id));
  const [only, ...others] = following;
  if (only === undefined || others.length > 0 || only.needs.length > 1) return null;
  return findReadyTasks(state).find((task) => task.id === only.id) ?? null;
}
