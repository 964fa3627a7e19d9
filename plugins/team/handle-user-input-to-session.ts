import { randomUUID } from 'node:crypto';
import { type Host, UserError } from 'perf-harness/plugin';
import { completionQuestionId } from './coordinate/apply-coordination-rules.ts';
import { explainRefusal } from './coordinate/apply-user-request-to-session.ts';
import { createSessionState, type SessionState } from './coordinate/workstream-state-from-tasks.ts';
import type { UserRequest } from './session/coordinator-event-and-user-request-types.ts';
import {
  type Answer,
  CHOICES,
  type PendingDecision,
} from './session/pending-and-made-user-decisions.ts';
import { tryBecomeCoordinator } from './store/coordinator-lock.ts';
import { findSession } from './store/find-team-session.ts';
import { processEvent, recoverSession } from './store/recover-session-and-process-events.ts';
import { type InboxMessage, writeInboxMessage } from './store/session-inbox.ts';
import { openTeamStore, type TeamStore } from './store/team-session-store.ts';

/** A session with its store. */
export interface FoundSession extends SessionState {
  readonly store: TeamStore;
}

/**
 * Reads a session without changing it; if there is only one, even if it is completed. @throws
 * UserError where it is missing or unreadable.
 */
export async function loadSession(
  host: Host,
  root: string,
  named: string | null,
): Promise<FoundSession> {
  const store = openTeamStore(host, root, await findSession(host, root, named, () => true));
  return { store, ...createSessionState(await store.read()) };
}

/** Outcome of the input of a person. */
export interface UserInputResult extends FoundSession {
  /** Set if the input was forwarded to the session's coordinator, which has yet to process it. */
  readonly isHandedOn: boolean;
}

/** Gives an order to a session (TEAM-15). @throws UserError where it cannot be carried out. */
export async function submitUserRequest(
  host: Host,
  root: string,
  named: string | null,
  order: UserRequest,
): Promise<UserInputResult> {
  const found = await loadSession(host, root, named);
  const refusal = explainRefusal(found, order);
  if (refusal !== null) {
    throw new UserError({
      code: 'team-order',
      message: `The session ${found.session.id} cannot carry out the request: ${refusal}.`,
      remedy:
        found.session.status === 'completed'
          ? 'Start another session with perf-harness team run. Without --yes, the command asks at the end whether to keep the session.'
          : 'Check the session status: perf-harness team status',
    });
  }
  const at = host.clock.now().toISOString();
  return send(host, found, { ...order, order_id: randomUUID(), at });
}

/**
 * Answers a question. @param which - Its id or a prefix of it; null for the only question.
 * @throws UserError where there is no such question, or it does not accept the answer.
 */
export async function answerQuestion(
  host: Host,
  found: FoundSession,
  which: string | null,
  answered: Answer,
): Promise<UserInputResult> {
  const question = questionFor(found, which);
  const choices = CHOICES[question.checkpoint];
  if (!choices.includes(answered.choice)) {
    throw new UserError({
      code: 'team-answer',
      message: `${question.id} cannot be answered with ${answered.choice}.`,
      remedy: `Answer with one of the following: ${choices.join(', ')}.`,
    });
  }
  const at = host.clock.now().toISOString();
  return send(host, found, {
    type: 'decided',
    decision_id: question.id,
    answer: answered,
    by: 'person',
    at,
  });
}

function questionFor({ session }: SessionState, which: string | null): PendingDecision {
  const pending = session.pending_decisions;
  const fitting = which === null ? pending : pending.filter(({ id }) => id.startsWith(which));
  const exact = fitting.find(({ id }) => id === which);
  const [only, ...others] = fitting;
  if (exact !== undefined) return exact;
  if (only !== undefined && others.length === 0) return only;
  const ids = pending.map(({ id }) => id).join(', ');
  const asked = ids === '' ? 'No questions are pending' : `Pending questions: ${ids}`;
  throw new UserError({
    code: 'team-question',
    message: `The session ${session.id} has ${only === undefined ? 'no such question' : 'several such questions'}. ${asked}.`,
    remedy:
      ids === ''
        ? 'Check the session status: perf-harness team status'
        : 'Specify the full id of exactly one question.',
  });
}

/** Closes a finished session, now or after it was kept open. @throws UserError if not over. */
export async function closeSession(
  host: Host,
  found: FoundSession,
  closing: Answer,
): Promise<UserInputResult> {
  const id = completionQuestionId(found);
  const isAsked = found.session.pending_decisions.some((decision) => decision.id === id);
  const isKept = found.session.decisions.some((decision) => decision.id === id);
  if (found.session.status === 'completed' || (!isAsked && !isKept)) {
    const state = found.session.status === 'completed' ? 'already completed' : 'not finished yet';
    throw new UserError({
      code: 'team-finish',
      message: `The session ${found.session.id} is ${state}.`,
      remedy: 'Check the session status: perf-harness team status',
    });
  }
  const at = host.clock.now().toISOString();
  const decided = { type: 'decided', decision_id: id, by: 'person', at } as const;
  if (closing.choice !== 'export') return send(host, found, { ...decided, answer: closing });
  try {
    exportTo(host, found, closing.folder);
  } catch (error) {
    // After a failed export the session must not be archived: it is kept open.
    await send(host, found, { ...decided, answer: { choice: 'keep' }, by: 'timeout' });
    throw error;
  }
  return send(host, found, { ...decided, answer: closing });
}

function exportTo({ files }: Host, { store: { paths } }: FoundSession, folder: string): void {
  const from = paths.artefact('artifacts');
  for (const path of files.below(from, (name) => name.startsWith('.'))) {
    files.copy(path, `${folder}${path.slice(from.length)}`);
  }
}

/** Applies a message directly if there is no coordinator, else leaves it in the inbox. */
async function send(
  host: Host,
  found: FoundSession,
  letter: InboxMessage,
): Promise<UserInputResult> {
  const { store } = found;
  const release = await tryBecomeCoordinator(host, store.paths);
  if (release === null) {
    writeInboxMessage(host, store.paths, letter);
    return { ...found, isHandedOn: true };
  }
  try {
    const kept = await recoverSession(store, letter.at);
    return {
      store,
      ...createSessionState(await processEvent(store, kept, letter)),
      isHandedOn: false,
    };
  } finally {
    release();
  }
}
