import { EXIT, UserError } from 'perf-harness/plugin';
import { chainProblems, circleIn } from '../coordinate/chain-problems.ts';
import { type Step, step } from '../coordinate/step.ts';
import type { TeamEvent } from '../session/event.ts';
import type { Kept, TeamStore } from './team-store.ts';

/**
 * Takes a session up where its files leave it, with no worker running: what was reported counts, what was
 * begun without a report is to be done again, what is missing is made again (TEAM-20).
 * @throws UserError where the files contradict each other.
 */
export async function reconcile(store: TeamStore, at: string): Promise<Kept> {
  await store.recover();
  const kept = await store.read();
  const circle = circleIn(kept.tasks);
  if (circle !== null) throw contradiction(store, [circle]);
  const events: TeamEvent[] = kept.tasks.flatMap((task) => {
    if (task.status !== 'in_progress') return [];
    const completion = store.reported(task.id, task.attempt);
    return completion === null ? [] : [{ type: 'reported', attempt: task.attempt, completion, at }];
  });
  let now: Kept = kept;
  for (const event of [...events, { type: 'resume', at } as const])
    now = await take(store, now, event);
  now = await takeLetters(store, now);
  const problems = chainProblems(now.session, now.tasks);
  if (problems.length > 0) throw contradiction(store, problems);
  return now;
}

/** One beat: the event is worked in and all of it is on the disk. */
export async function take(store: TeamStore, kept: Kept, event: TeamEvent): Promise<Kept> {
  const after = step(kept.session, kept.tasks, event);
  if (hasChanged(kept, after)) await store.commit(after);
  return withStep(kept, after);
}

/** Works in what people said; it is taken off the disk once that is written. */
export async function takeLetters(store: TeamStore, kept: Kept): Promise<Kept> {
  let now = kept;
  for (const { letter, remove } of store.letters()) {
    if (letter !== null) now = await take(store, now, letter);
    remove();
  }
  return now;
}

/** State of a session after a step. */
function withStep(kept: Kept, { session, tasks }: Step): Kept {
  const byId = new Map([...kept.tasks, ...tasks].map((task) => [task.id, task]));
  return { session, tasks: [...byId.values()] };
}

function hasChanged({ session }: Kept, after: Step): boolean {
  return after.session !== session || after.tasks.length > 0;
}

function contradiction({ paths }: TeamStore, problems: readonly string[]): UserError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return new UserError({
    code: 'team-contradiction',
    message: `The tasks in ${paths.tasks} contradict each other: ${first}${more}.`,
    remedy: 'Undo what was edited, or remove the files of these tasks: they are made again.',
    exitCode: EXIT.baseline,
  });
}
