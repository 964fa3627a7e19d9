import { EXIT, UserError } from 'perf-harness/plugin';
import { reduceSession, type SessionTransition } from '../coordinate/session-reducer.ts';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import type { Task } from '../session/session-task.ts';
import { listPlanningWorkstreams, listWorkstreams, type Session } from '../session/team-session.ts';
import { ROLE_BY_PREFIX, type TaskPrefix, taskId, type Workstream } from '../session/workstream.ts';
import type { StoredSession, TeamStore } from './team-session-store.ts';

/**
 * Recovers a session from its files, with no worker running: reported tasks count, tasks without a
 * report are repeated, and missing tasks are recreated (TEAM-20).
 * @throws UserError where the files contradict each other.
 */
export async function recoverSession(store: TeamStore, at: string): Promise<StoredSession> {
  await store.recover();
  const stored = await store.read();
  const circle = describeTaskCycle(stored.tasks);
  if (circle !== null) throw contradiction(store, [circle]);
  const events: TeamEvent[] = stored.tasks.flatMap((task) => {
    if (task.status !== 'in_progress') return [];
    const completion = store.reported(task.id, task.attempt);
    return completion === null ? [] : [{ type: 'reported', attempt: task.attempt, completion, at }];
  });
  let now: StoredSession = stored;
  for (const event of [...events, { type: 'resume', at } as const])
    now = await processEvent(store, now, event);
  now = await processInbox(store, now);
  const problems = findTaskGraphProblems(now.session, now.tasks);
  if (problems.length > 0) throw contradiction(store, problems);
  return now;
}

export async function processEvent(
  store: TeamStore,
  stored: StoredSession,
  event: TeamEvent,
): Promise<StoredSession> {
  const after = reduceSession(stored.session, stored.tasks, event);
  if (hasChanged(stored, after)) await store.commit(after);
  return withStep(stored, after);
}

/** Applies the messages of people; each is deleted once its result is written. */
export async function processInbox(
  store: TeamStore,
  before: StoredSession,
): Promise<StoredSession> {
  let now = before;
  for (const { message, remove } of store.inbox()) {
    if (message !== null) now = await processEvent(store, now, message);
    remove();
  }
  return now;
}

function withStep(stored: StoredSession, { session, tasks }: SessionTransition): StoredSession {
  const byId = new Map([...stored.tasks, ...tasks].map((task) => [task.id, task]));
  return { session, tasks: [...byId.values()] };
}

function hasChanged({ session }: StoredSession, after: SessionTransition): boolean {
  return after.session !== session || after.tasks.length > 0;
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
function describeTaskCycle(tasks: readonly Task[]): string | null {
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
