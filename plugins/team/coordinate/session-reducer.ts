import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import {
  type Answer,
  CHOICES,
  type PendingDecision,
} from '../session/pending-and-made-user-decisions.ts';
import { AGGREGATE_FILE } from '../session/session-artifact-paths.ts';
import { hasEnded, type Task } from '../session/session-task.ts';
import { listWorkstreams, type Session } from '../session/team-session.ts';
import { computeAggregateResults } from './aggregate-team-session-results.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { expandTaskGraph } from './expand-task-graph.ts';
import {
  answerWithDefaults,
  applyScopeDecisions,
  completionQuestionId,
  findReadyTasks,
  listOpenQuestions,
  recordDecision,
} from './list-and-record-user-decisions.ts';
import { closeTask, openDraft, type SessionDraft, updateSession } from './mutable-session-draft.ts';
import { openBranches, openFixRounds } from './open-branches-and-fix-rounds.ts';
import {
  currentChangeTask,
  currentPlanTask,
  findDecision,
  readRoleOutcome,
  type SessionState,
} from './workstream-state-from-tasks.ts';

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
export function reduceSession(state: SessionState, event: TeamEvent): SessionTransition {
  const draft = openDraft(state, event.at);
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

/**
 * Applies every rule until nothing changes. It depends only on tasks and decisions, never on the
 * latest event, so that it also completes work interrupted by a kill.
 */
function applyCoordinationRules(draft: SessionDraft): void {
  if (draft.session.status === 'completed') return;
  let before: number;
  do {
    before = draft.changes;
    expandTaskGraph(draft);
    openFixRounds(draft);
    closeBlocked(draft);
    answerWithDefaults(draft, listOpenQuestions(draft));
    openBranches(draft);
  } while (draft.changes !== before);
  applyScopeDecisions(draft);
  finish(draft);
}

/** Closes tasks that can never begin: a needed task failed or there is nothing to do (TEAM-25). */
function closeBlocked(draft: SessionDraft): void {
  for (const workstream of listWorkstreams(draft.session)) {
    const maker = currentChangeTask(draft, workstream);
    const plan = maker === undefined ? undefined : currentPlanTask(draft, workstream);
    if (maker?.status !== 'pending' || !maker.needs.includes(plan?.id ?? '')) continue;
    if (readRoleOutcome(plan, 'strategist')?.optimizations.length === 0) {
      closeTask(draft, maker, 'the plan contains nothing to improve', 'blocked');
    }
  }
  // In order of creation, so that a failed task is seen before the tasks that depend on it.
  for (const task of [...draft.tasks.values()].toSorted((a, b) => a.seq - b.seq)) {
    if (hasEnded(task)) continue;
    const need = task.needs
      .map((id) => draft.tasks.get(id))
      .find((dependency) => dependency?.status === 'failed');
    if (need?.status !== 'failed') continue;
    const reason = need.cause === 'blocked' ? need.reason : `${need.id} failed: ${need.reason}`;
    closeTask(draft, task, reason, 'blocked');
  }
}

/** CP-4: writes the aggregate before asking how to close the session (TEAM-13, TPC-12). */
function finish(draft: SessionDraft): void {
  const questions = listOpenQuestions(draft);
  const tasks = [...draft.tasks.values()];
  const isOver = questions.length === 0 && tasks.length > 0 && tasks.every(hasEnded);
  const pending = [...(isOver ? completionQuestion(draft) : questions)];
  if (isOver)
    draft.artefacts.set(
      AGGREGATE_FILE,
      `${JSON.stringify(computeAggregateResults(draft), null, 2)}\n`,
    );
  if (isOver && draft.session.yes) {
    const usual = { choice: CHOICES['CP-4'][0] } as Answer;
    for (const question of pending.splice(0)) recordDecision(draft, question, usual, 'yes');
  }
  const active = tasks.filter(({ status }) => status === 'in_progress').map(({ id }) => id);
  const status = statusOf(draft, isOver, pending);
  const { session } = draft;
  if (
    status !== session.status ||
    JSON.stringify([active, pending]) !==
      JSON.stringify([session.active_tasks, session.pending_decisions])
  ) {
    updateSession(draft, { status, active_tasks: active, pending_decisions: [...pending] });
  }
}

function completionQuestion(draft: SessionDraft): readonly PendingDecision[] {
  const id = completionQuestionId(draft);
  if (findDecision(draft, id) !== undefined) return [];
  return [
    {
      id,
      checkpoint: 'CP-4',
      about: String(draft.tasks.size),
      see: AGGREGATE_FILE,
      question: 'All tasks are done. Archive the session, keep it active, or export its results?',
    },
  ];
}

function statusOf(
  draft: SessionDraft,
  isOver: boolean,
  pending: readonly PendingDecision[],
): SessionDraft['session']['status'] {
  const id = completionQuestionId(draft);
  const answer = findDecision(draft, id)?.answer.choice;
  if (isOver && (answer === 'archive' || answer === 'export')) return 'completed';
  const isKept = isOver && answer === 'keep';
  return isKept || pending.some(({ checkpoint }) => checkpoint === 'consensus')
    ? 'paused'
    : 'active';
}
