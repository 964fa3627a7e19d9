import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import type { Task } from '../session/session-task.ts';
import type { Session } from '../session/team-session.ts';
import { applyCoordinationRules } from './apply-coordination-rules.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { findReadyTasks } from './find-ready-tasks.ts';
import { openDraft, updateSession } from './mutable-session-draft.ts';

/** Result of an event: written in one batch, before tasks are started. */
export interface SessionTransition {
  readonly session: Session;
  readonly tasks: readonly Task[];
  /** Texts by their paths, relative to the session folder. */
  readonly artefacts: ReadonlyMap<string, string>;
  /** Ids of tasks that can start now; each has to be claimed before it is started. */
  readonly start: readonly string[];
}

/**
 * The whole coordinator as a pure function: the session after an event, and the tasks that can
 * start then. An event without news changes nothing, and nothing is concluded from the event that
 * the tasks do not state: see docs/decisions/0063-team-coordinator.md.
 */
export function reduceSession(
  session: Session,
  tasks: readonly Task[],
  event: TeamEvent,
): SessionTransition {
  const draft = openDraft(session, tasks, event.at);
  const about = applySessionEvent(draft, event);
  applyCoordinationRules(draft);
  if (about !== null)
    updateSession(draft, { last_event: { type: event.type, about, at: event.at } });
  return {
    session: draft.session,
    tasks: [...draft.touched].flatMap((id) => draft.tasks.get(id) ?? []),
    artefacts: draft.artefacts,
    start: findReadyTasks(draft).map(({ id }) => id),
  };
}
