import { EXIT, UserError } from 'perf-harness/plugin';
import { reduceSession } from '../coordinate/session-reducer.ts';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import { listPlanningWorkstreams, listWorkstreams, type Session } from '../session/team-session.ts';
import { ROLE_BY_PREFIX, type TaskPrefix, taskId, type Workstream } from '../session/workstream.ts';
import type { TeamStore } from './team-session-store.ts';

/**
 * Recovers a session from its files, with no worker running: reported tasks count, tasks without a
 * report are repeated, and missing tasks are recreated (TEAM-20).
 * @throws UserError where the files contradict each other.
 */
export async function recoverSession(store: TeamStore, at: string): Promise<SessionState> {
  await store.recover();
  const stored = await store.read();
  const circle = describeTaskCycle(stored.tasks);
  if (circle !== null) throw contradiction(store, circle);
  const events: TeamEvent[] = [...stored.tasks.values()].flatMap((task) => {
    if (task.status !== 'in_progress') return [];
    const completion = store.reported(task.id, task.attempt);
    return completion === null ? [] : [{ type: 'reported', attempt: task.attempt, completion, at }];
  });
  let now = stored;
  for (const event of [...events, { type: 'resume', at } as const])
    now = await processEvent(store, now, event);
  now = await processInbox(store, now);
  const problems = findTaskGraphProblems(now);
  if (problems.length > 0) throw contradiction(store, problems);
  return now;
}

export async function processEvent(
  store: TeamStore,
  state: SessionState,
  event: TeamEvent,
): Promise<SessionState> {
  const after = reduceSession(state, event);
  const { session, tasks } = after;
  if (session !== state.session || tasks.length > 0) await store.commit(after);
  return {
    session,
    tasks: new Map([...state.tasks, ...tasks.map((task) => [task.id, task] as const)]),
  };
}

/** Applies the messages of people; each is deleted once its result is written. */
export async function processInbox(store: TeamStore, before: SessionState): Promise<SessionState> {
  let now = before;
  for (const { message, remove } of store.inbox()) {
    if (message !== null) now = await processEvent(store, now, message);
    remove();
  }
  return now;
}

function contradiction({ paths }: TeamStore, problems: readonly string[]): UserError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return new UserError({
    code: 'team-contradiction',
    message: `The tasks in ${paths.tasks} contradict each other: ${first}${more}.`,
    remedy:
      'Undo the edits to the task files, or delete the files of the affected tasks so that the tasks are recreated.',
    exitCode: EXIT.baseline,
  });
}

/** Problems with the tasks of a session, a sentence each; none: they can be worked on (TPC-06). */
export function findTaskGraphProblems({ session, tasks }: SessionState): readonly string[] {
  const lanes = new Set([...listPlanningWorkstreams(session), ...listWorkstreams(session)]);
  const problems = [...tasks.values()].flatMap((task) => [
    ...(task.session === session.id
      ? []
      : [`${task.id} belongs to another session, ${task.session}`]),
    ...(lanes.has(task.lane)
      ? []
      : [`${task.id} belongs to ${task.lane}, which is not in the session`]),
    ...task.needs
      .filter((need) => !tasks.has(need))
      .map((need) => `${task.id} needs ${need}, which does not exist`),
  ]);
  const places = new Set([...tasks.values()].map(({ lane, role }) => `${lane} ${role}`));
  const missing = listFirstTasks(session).filter(({ place }) => !places.has(place));
  return [
    ...problems,
    ...missing.map(({ id }) => `${id} is missing`),
    ...(describeTaskCycle(tasks) ?? []),
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

/** Sentence on a dependency cycle; null if there is none. */
function describeTaskCycle(tasks: SessionState['tasks']): readonly [string] | null {
  const circle = findCircle(tasks);
  return circle === null ? null : [`tasks wait for each other in a cycle: ${circle.join(', ')}`];
}

/** Returns a cycle, from one of its tasks back to it; null if there is none. */
function findCircle(tasks: SessionState['tasks']): readonly string[] | null {
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
