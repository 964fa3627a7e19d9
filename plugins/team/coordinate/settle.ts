import { type Answer, CHOICES, decisionId, type PendingDecision } from '../session/decision.ts';
import { AGGREGATE } from '../session/folders.ts';
import { lanesOf } from '../session/session.ts';
import { hasEnded } from '../session/task.ts';
import { aggregateOf } from './aggregate.ts';
import { answerByYes, openQuestions, record, spreadScope } from './checkpoints.ts';
import { change, close, type Draft } from './draft.ts';
import { openFixRounds } from './fix-rounds.ts';
import { growGraph } from './grow-graph.ts';
import { currentMaker, currentPlan, outcomeOf } from './lane-state.ts';
import { openBranches } from './open-branches.ts';

/**
 * Applies every rule until nothing changes. It depends only on tasks and decisions, never on the
 * latest event, so that it also completes work interrupted by a kill.
 */
export function settle(draft: Draft): void {
  if (draft.session.status === 'completed') return;
  let before: number;
  do {
    before = draft.changes;
    growGraph(draft);
    openFixRounds(draft);
    closeBlocked(draft);
    answerByYes(draft, openQuestions(draft));
    openBranches(draft);
  } while (draft.changes !== before);
  spreadScope(draft);
  finish(draft);
}

/**
 * Closes tasks that can never begin, since a task that they need failed or there is nothing to do
 * (TEAM-25).
 */
function closeBlocked(draft: Draft): void {
  for (const lane of lanesOf(draft.session)) {
    const maker = currentMaker(draft, lane);
    const plan = maker === undefined ? undefined : currentPlan(draft, lane);
    if (maker?.status !== 'pending' || !maker.needs.includes(plan?.id ?? '')) continue;
    if (outcomeOf(plan, 'strategist')?.optimizations.length === 0) {
      close(draft, maker, 'the plan has nothing to improve', 'blocked');
    }
  }
  // In the order of their making, so that one that failed is seen before those that need it.
  for (const task of [...draft.tasks.values()].toSorted((a, b) => a.seq - b.seq)) {
    if (hasEnded(task)) continue;
    const need = task.needs
      .map((id) => draft.tasks.get(id))
      .find((dependency) => dependency?.status === 'failed');
    if (need?.status !== 'failed') continue;
    const reason = need.cause === 'blocked' ? need.reason : `${need.id} failed: ${need.reason}`;
    close(draft, task, reason, 'blocked');
  }
}

/**
 * CP-4: writes the aggregate before the question of how to close the session is put (TEAM-13,
 * TPC-12).
 */
function finish(draft: Draft): void {
  const questions = openQuestions(draft);
  const tasks = [...draft.tasks.values()];
  const isOver = questions.length === 0 && tasks.length > 0 && tasks.every(hasEnded);
  const pending = [...(isOver ? completionQuestion(draft) : questions)];
  if (isOver) draft.artefacts.set(AGGREGATE, `${JSON.stringify(aggregateOf(draft), null, 2)}\n`);
  if (isOver && draft.session.yes) {
    const usual = { choice: CHOICES['CP-4'][0] } as Answer;
    for (const question of pending.splice(0)) record(draft, question, usual, 'yes');
  }
  const active = tasks.filter(({ status }) => status === 'in_progress').map(({ id }) => id);
  const status = statusOf(draft, isOver, pending);
  const { session } = draft;
  if (
    status !== session.status ||
    JSON.stringify([active, pending]) !==
      JSON.stringify([session.active_tasks, session.pending_decisions])
  ) {
    change(draft, { status, active_tasks: active, pending_decisions: [...pending] });
  }
}

/** The name of the completion: it is another one once there are more tasks. */
export function completionId({ tasks }: Pick<Draft, 'tasks'>): string {
  return decisionId('CP-4', String(tasks.size));
}

function completionQuestion(draft: Draft): readonly PendingDecision[] {
  const id = completionId(draft);
  if (draft.session.decisions.some((decision) => decision.id === id)) return [];
  return [
    {
      id,
      checkpoint: 'CP-4',
      about: String(draft.tasks.size),
      see: AGGREGATE,
      question: 'All is done. Archive the session, keep it active, or export its results?',
    },
  ];
}

function statusOf(
  draft: Draft,
  isOver: boolean,
  pending: readonly PendingDecision[],
): Draft['session']['status'] {
  const id = completionId(draft);
  const answer = draft.session.decisions.find((decision) => decision.id === id)?.answer.choice;
  if (isOver && (answer === 'archive' || answer === 'export')) return 'completed';
  const isKept = isOver && answer === 'keep';
  return isKept || pending.some(({ checkpoint }) => checkpoint === 'consensus')
    ? 'paused'
    : 'active';
}
