import { EXIT, UserError } from 'perf-harness/plugin';
import { reduceSession, type SessionTransition } from '../coordinate/session-reducer.ts';
import { describeTaskCycle, findTaskGraphProblems } from '../coordinate/task-graph-problems.ts';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
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

/** Applies an event and writes the result to disk. */
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

/** State of a session after a step. */
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
