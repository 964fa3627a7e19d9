import type { TeamEvent } from '../session/event.ts';
import type { Session } from '../session/session.ts';
import type { Task } from '../session/task.ts';
import { applyEvent } from './apply-event.ts';
import { change, openDraft } from './draft.ts';
import { readyTasks } from './ready.ts';
import { settle } from './settle.ts';

/** Result of an event: written in one batch, before tasks are started. */
export interface Step {
  readonly session: Session;
  /** Tasks that are new or have changed. */
  readonly tasks: readonly Task[];
  /** Texts by their paths, relative to the session folder. */
  readonly artefacts: ReadonlyMap<string, string>;
  /** Names of tasks that can begin now; whoever begins one claims it first. */
  readonly start: readonly string[];
}

/**
 * The whole coordinator: what a session becomes by an event, and what can begin then. It does no work
 * itself and depends on nothing but its arguments. An event that says nothing new changes nothing,
 * and nothing is concluded from the event that the tasks do not say: see docs/decisions/0063-team-coordinator.md.
 */
export function step(session: Session, tasks: readonly Task[], event: TeamEvent): Step {
  const draft = openDraft(session, tasks, event.at);
  const about = applyEvent(draft, event);
  settle(draft);
  if (about !== null) change(draft, { last_event: { type: event.type, about, at: event.at } });
  return {
    session: draft.session,
    tasks: [...draft.touched].flatMap((id) => draft.tasks.get(id) ?? []),
    artefacts: draft.artefacts,
    start: readyTasks(draft).map(({ id }) => id),
  };
}
