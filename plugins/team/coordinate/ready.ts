import { prefixOf, ROLE_OF, type Role } from '../session/roles.ts';
import type { Task, TaskIn } from '../session/task.ts';
import { isPassed, isTargetKnown } from './checkpoints.ts';
import type { Standing } from './lane-state.ts';

/** Tasks that can begin now: what they need is completed and agreed to (TPC-08). In order of their names. */
export function readyTasks(standing: Standing): readonly TaskIn<'pending'>[] {
  if (standing.session.status !== 'active' || !isTargetKnown(standing)) return [];
  return [...standing.tasks.values()]
    .filter((task) => task.status === 'pending')
    .filter((task) =>
      task.needs.every((id) => {
        const need = standing.tasks.get(id);
        return need?.status === 'completed' && isPassed(standing, need);
      }),
    )
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

/** Whose workers may take a task (TPW-01). */
export function isOfRole({ id }: Pick<Task, 'id'>, role: Role): boolean {
  const prefix = prefixOf(id);
  return prefix !== null && ROLE_OF[prefix] === role;
}

/**
 * The one task that follows from another alone and can begin at once, which the worker may begin without
 * the coordinator; null: there is none, or it is not for the worker to say (TEAM-31).
 */
export function successorOf(standing: Standing, id: string): TaskIn<'pending'> | null {
  const following = [...standing.tasks.values()].filter(({ needs }) => needs.includes(id));
  const [only, ...others] = following;
  if (only === undefined || others.length > 0 || only.needs.length > 1) return null;
  return readyTasks(standing).find((task) => task.id === only.id) ?? null;
}
