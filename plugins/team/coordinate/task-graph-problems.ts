import type { Task } from '../session/session-task.ts';
import { ROLE_BY_PREFIX, type TaskPrefix } from '../session/team-roles.ts';
import { listPlanningWorkstreams, listWorkstreams, type Session } from '../session/team-session.ts';
import { taskId, type Workstream } from '../session/workstream.ts';

/** Problems with the tasks of a session, a sentence each; none: they can be worked on (TPC-06). */
export function findTaskGraphProblems(session: Session, tasks: readonly Task[]): readonly string[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const lanes = new Set([...listPlanningWorkstreams(session), ...listWorkstreams(session)]);
  const problems = tasks.flatMap((task) => [
    ...(task.session === session.id
      ? []
      : [`${task.id} belongs to another session, ${task.session}`]),
    ...(lanes.has(task.lane)
      ? []
      : [`${task.id} belongs to ${task.lane}, which is not in the session`]),
    ...task.needs
      .filter((need) => !byId.has(need))
      .map((need) => `${task.id} needs ${need}, which does not exist`),
  ]);
  const places = new Set(tasks.map(({ lane, role }) => `${lane} ${role}`));
  const missing = listFirstTasks(session).filter(({ place }) => !places.has(place));
  const circle = describeTaskCycle(tasks);
  return [
    ...problems,
    ...missing.map(({ id }) => `${id} is missing`),
    ...(byId.size === tasks.length ? [] : ['two tasks have the same name']),
    ...(circle === null ? [] : [circle]),
  ];
}

/** Tasks of a session from its start, or from CP-2.5 on: 5, 2, 2 + 3·N, 5·M. */
function listFirstTasks(
  session: Session,
): readonly { readonly id: string; readonly place: string }[] {
  const listTasks = (workstream: Workstream, prefixes: readonly TaskPrefix[]) =>
    prefixes.map((prefix) => ({
      id: taskId(prefix, workstream),
      place: `${workstream} ${ROLE_BY_PREFIX[prefix]}`,
    }));
  return [
    ...listPlanningWorkstreams(session).flatMap((id) => listTasks(id, ['PROFILE', 'STRATEGY'])),
    ...listWorkstreams(session).flatMap((id) => listTasks(id, ['IMPL', 'BENCH', 'REVIEW'])),
  ];
}

/** Describes a dependency cycle in a sentence; null if there is none. */
export function describeTaskCycle(tasks: readonly Task[]): string | null {
  const circle = findCircle(new Map(tasks.map((task) => [task.id, task])));
  return circle === null ? null : `tasks wait for each other in a cycle: ${circle.join(', ')}`;
}

/** Returns a cycle, from one of its tasks back to it; null if there is none. */
function findCircle(tasks: ReadonlyMap<string, Task>): readonly string[] | null {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return null;
    for (const need of tasks.get(id)?.needs ?? []) {
      const circle = visit(need, [...path, id]);
      if (circle !== null) return circle;
    }
    done.add(id);
    return null;
  };
  for (const id of tasks.keys()) {
    const circle = visit(id, []);
    if (circle !== null) return circle;
  }
  return null;
}
