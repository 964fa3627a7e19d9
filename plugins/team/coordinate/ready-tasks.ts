import { parseTaskPrefix, ROLE_BY_PREFIX, type Role } from '../session/roles.ts';
import type { Task, TaskWithStatus } from '../session/task.ts';
import { isCheckpointPassed, isTargetKnown } from './checkpoints.ts';
import type { SessionState } from './workstream-state.ts';

/** Tasks that can begin now: what they need is completed and agreed to (TPC-08). In order of their names. */
export function findReadyTasks(standing: SessionState): readonly TaskWithStatus<'pending'>[] {
  if (standing.session.status !== 'active' || !isTargetKnown(standing)) return [];
  return [...standing.tasks.values()]
    .filter((task) => task.status === 'pending')
    .filter((task) =>
      task.needs.every((id) => {
        const need = standing.tasks.get(id);
        return need?.status === 'completed' && isCheckpointPassed(standing, need);
      }),
    )
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

/** Whose workers may take a task (TPW-01). */
export function hasRole({ id }: Pick<Task, 'id'>, role: Role): boolean {
  const prefix = parseTaskPrefix(id);
  return prefix !== null && ROLE_BY_PREFIX[prefix] === role;
}

/**
 * The one task that follows from another alone and can begin at once, which the worker may begin without
 * the coordinator; null: there is none, or it is not for the worker to say (TEAM-31).
 */
export function findSuccessorTask(
  standing: SessionState,
  id: string,
): TaskWithStatus<'pending'> | null {
  const following = [...standing.tasks.values()].filter(({ needs }) => needs.includes(id));
  const [only, ...others] = following;
  if (only === undefined || others.length > 0 || only.needs.length > 1) return null;
  return findReadyTasks(standing).find((task) => task.id === only.id) ?? null;
}
