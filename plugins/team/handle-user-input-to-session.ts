import { randomUUID } from 'node:crypto';
import { type Host, UserError } from 'perf-harness/plugin';
import { explainRefusal } from './coordinate/apply-user-request-to-session.ts';
import { completionQuestionId } from './coordinate/list-and-record-user-decisions.ts';
import type { SessionState } from './coordinate/workstream-state-from-tasks.ts';
import type {
  InboxMessage,
  UserRequest,
} from './session/coordinator-event-and-user-request-types.ts';
import {
  type Answer,
  CHOICES,
  type PendingDecision,
} from './session/pending-and-made-user-decisions.ts';
import { tryBecomeCoordinator } from './store/coordinator-lock.ts';
import { findSession } from './store/find-team-session.ts';
import { processEvent, recoverSession } from './store/recover-session-and-process-events.ts';
import { openTeamStore, type TeamStore } from './store/team-session-store.ts';

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
  return { store, ...(await store.read()) };
}

export interface UserInputResult extends FoundSession {
  /** Set if the input was forwarded to the session's coordinator, which has yet to process it. */
  readonly isForwarded: boolean;
}

/** Gives an order to a session (TEAM-15). @throws UserError where it cannot be carried out. */
export async function submitUserRequest(
  host: Host,
  root: string,
  named: string | null,
  userRequest: UserRequest,
): Promise<UserInputResult> {
  const found = await loadSession(host, root, named);
  const refusal = explainRefusal(found, userRequest);
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
  return deliverMessage(host, found, { ...userRequest, order_id: randomUUID(), at });
}

/**
 * Answers a question. @param idPrefix - Its id or a prefix of it; null for the only question.
 * @throws UserError where there is no such question, or it does not accept the answer.
 */
export async function answerQuestion(
  host: Host,
  found: FoundSession,
  idPrefix: string | null,
  answer: Answer,
): Promise<UserInputResult> {
  const question = findQuestion(found, idPrefix);
  const choices = CHOICES[question.checkpoint];
  if (!choices.includes(answer.choice)) {
    throw new UserError({
      code: 'team-answer',
      message: `${question.id} cannot be answered with ${answer.choice}.`,
      remedy: `Answer with one of the following: ${choices.join(', ')}.`,
    });
  }
  const at = host.clock.now().toISOString();
  return deliverMessage(host, found, {
    type: 'decided',
    decision_id: question.id,
    answer,
    by: 'person',
    at,
  });
}

function findQuestion({ session }: SessionState, idPrefix: string | null): PendingDecision {
  const pending = session.pending_decisions;
  const matching =
    idPrefix === null ? pending : pending.filter(({ id }) => id.startsWith(idPrefix));
  const exact = matching.find(({ id }) => id === idPrefix);
  const [only, ...others] = matching;
  if (exact !== undefined) return exact;
  if (only !== undefined && others.length === 0) return only;
  const ids = pending.map(({ id }) => id).join(', ');
  const pendingText = ids === '' ? 'No questions are pending' : `Pending questions: ${ids}`;
  throw new UserError({
    code: 'team-question',
    message: `The session ${session.id} has ${only === undefined ? 'no such question' : 'several such questions'}. ${pendingText}.`,
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
  answer: Answer,
): Promise<UserInputResult> {
  const id = completionQuestionId(found);
  const isPending = found.session.pending_decisions.some((decision) => decision.id === id);
  const isDecided = found.session.decisions.some((decision) => decision.id === id);
  if (found.session.status === 'completed' || (!isPending && !isDecided)) {
    const state = found.session.status === 'completed' ? 'already completed' : 'not finished yet';
    throw new UserError({
      code: 'team-finish',
      message: `The session ${found.session.id} is ${state}.`,
      remedy: 'Check the session status: perf-harness team status',
    });
  }
  const at = host.clock.now().toISOString();
  const decided = { type: 'decided', decision_id: id, by: 'person', at } as const;
  if (answer.choice !== 'export') return deliverMessage(host, found, { ...decided, answer });
  try {
    exportArtefacts(host, found, answer.folder);
  } catch (error) {
    // After a failed export the session must not be archived: it is kept open.
    await deliverMessage(host, found, { ...decided, answer: { choice: 'keep' }, by: 'timeout' });
    throw error;
  }
  return deliverMessage(host, found, { ...decided, answer });
}

function exportArtefacts({ files }: Host, { store }: FoundSession, folder: string): void {
  const { paths } = store;
  const from = paths.artefact('artifacts');
  for (const path of files.below(from, (name) => name.startsWith('.'))) {
    files.copy(path, `${folder}${path.slice(from.length)}`);
  }
}

/** Applies a message directly if there is no coordinator, else leaves it in the inbox. */
async function deliverMessage(
  host: Host,
  found: FoundSession,
  message: InboxMessage,
): Promise<UserInputResult> {
  const { store } = found;
  const release = await tryBecomeCoordinator(host, store.paths);
  if (release === null) {
    store.send(message);
    return { ...found, isForwarded: true };
  }
  try {
    const stored = await recoverSession(store, message.at);
    return {
      store,
      ...(await processEvent(store, stored, message)),
      isForwarded: false,
    };
  } finally {
    release();
  }
}
