import { isDeepStrictEqual } from 'node:util';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import { CHOICES, type PendingDecision } from '../session/pending-and-made-user-decisions.ts';
import { planningWorkstream } from '../session/session-artifact-paths.ts';
import {
  MAX_LOST_WORKERS,
  type Task,
  type TaskWithStatus,
  toTaskDescription,
} from '../session/session-task.ts';
import type { CompletedWork, Completion, OutcomeOfRole } from '../session/task-completion.ts';
import { isRoundTask, taskId } from '../session/workstream.ts';
import { summarizeOptimization } from '../strategist/optimization-plan.ts';
import { parsePlanBlocks } from '../strategist/optimization-plan-text.ts';
import { applyUserRequest, explainRefusal, reviseTask } from './apply-user-request-to-session.ts';
import {
  completionQuestionId,
  listOpenQuestions,
  recordDecision,
} from './list-and-record-user-decisions.ts';
import {
  addNote,
  closeTask,
  putTask,
  type SessionDraft,
  taskEndFields,
  updateSession,
} from './mutable-session-draft.ts';
import { findDecision } from './workstream-state-from-tasks.ts';

type EventOf<T extends TeamEvent['type']> = Extract<TeamEvent, { readonly type: T }>;

/** Applies an event. @returns Subject of the event; null if it changed nothing. */
export function applySessionEvent(draft: SessionDraft, event: TeamEvent): string | null {
  if (draft.session.status === 'completed') return null;
  switch (event.type) {
    case 'start':
      return draft.tasks.size === 0 ? draft.session.id : null;
    case 'resume':
      return resume(draft);
    case 'reported':
      return report(draft, event);
    case 'lost':
      return lose(draft, event);
    case 'fast_advance': {
      const text = `fast_advance: ${event.from} to ${event.to}`;
      if (draft.session.notes.includes(text)) return null;
      addNote(draft, text);
      return event.to;
    }
    case 'decided':
      return decide(draft, event);
    default: {
      const { handled } = draft.session;
      if (handled.includes(event.order_id) || explainRefusal(draft, event) !== null) return null;
      updateSession(draft, { handled: [...handled, event.order_id] });
      applyUserRequest(draft, event);
      return event.type === 'revise' ? event.task_id : event.type;
    }
  }
}

/** Resets tasks in progress to pending, since no worker is left (TEAM-20). */
function resume(draft: SessionDraft): string | null {
  const begun = [...draft.tasks.values()].filter(({ status }) => status === 'in_progress');
  for (const task of begun) putTask(draft, { ...toTaskDescription(task), status: 'pending' });
  return begun.length > 0 ? draft.session.id : null;
}

function report(draft: SessionDraft, { attempt, completion }: EventOf<'reported'>): string | null {
  const task = draft.tasks.get(completion.task_id);
  // Ignores late or repeated reports, and those of replaced workers: only the current attempt
  // counts.
  if (task?.status !== 'in_progress' || task.attempt !== attempt) return null;
  const problem = problemOf(task, completion);
  if (problem !== null || completion.status === 'failed') {
    closeTask(
      draft,
      task,
      problem ?? (completion.status === 'failed' ? completion.reason : ''),
      'own',
    );
    return task.id;
  }
  putTask(draft, {
    ...toTaskDescription(task),
    ...taskEndFields(draft),
    status: 'completed',
    completion,
  });
  remark(draft, task, completion);
  return task.id;
}

/** Statement of a report that is impossible, or that shows forbidden work (TPW-05, TPC-07). */
function problemOf(task: Task, completion: Completion): string | null {
  if (completion.status === 'completed' && completion.outcome.role !== task.role) {
    return `the report comes from a ${completion.outcome.role}, but this task belongs to a different role`;
  }
  if (completion.status === 'completed' && completion.outcome.role === 'strategist') {
    const disagreement = planProblem(completion.outcome);
    if (disagreement !== null && !isRoundTask(task.id, task.lane)) return disagreement;
  }
  const { files_modified: files } = completion;
  if (task.role !== 'optimizer') {
    return files.length === 0
      ? null
      : `a ${task.role} must not change files, but this worker changed ${files.join(', ')}`;
  }
  const { scope } = task.context;
  const outside = scope.length === 0 ? [] : files.filter((file) => !scope.includes(file));
  if (outside.length === 0) return null;
  // A person agreed to the plan and the review compares with it, so it is revised rather than
  // ignored.
  const plan = taskId('STRATEGY', planningWorkstream(task.lane));
  const way =
    task.branch_id === undefined ? `; run team revise ${plan} to add them to the plan` : '';
  return `the task changed files outside its scope: ${outside.join(', ')}${way}`;
}

/** Notes on completed work: mild disagreement, file changed in two branches (TEAM-26, TPX-06). */
function remark(
  draft: SessionDraft,
  task: TaskWithStatus<'in_progress'>,
  completion: CompletedWork,
): void {
  const { consensus, files_modified: files } = completion;
  if (consensus !== undefined && consensus.severity !== 'HIGH') {
    const advice = consensus.severity === 'MEDIUM' ? ', revision advised' : '';
    addNote(draft, `${task.id}: no agreement (${consensus.severity})${advice}: ${consensus.text}`);
  }
  if (task.branch_id === undefined) return;
  for (const other of draft.tasks.values()) {
    if (other.status !== 'completed' || other.branch_id === undefined) continue;
    if (other.branch_id === task.branch_id) continue;
    const shared = files.filter((file) => other.completion.files_modified.includes(file));
    if (shared.length === 0) continue;
    addNote(draft, `${task.id} and ${other.id} changed the same files: ${shared.join(', ')}`);
  }
}

function lose(draft: SessionDraft, event: EventOf<'lost'>): string | null {
  const task = draft.tasks.get(event.task_id);
  if (task?.status !== 'in_progress' || task.attempt !== event.attempt) return null;
  const lost = task.lost + 1;
  putTask(draft, { ...toTaskDescription(task), lost, status: 'pending' });
  if (lost >= MAX_LOST_WORKERS) {
    const now = draft.tasks.get(task.id) ?? task;
    closeTask(draft, now, `the worker of the task was lost ${lost} times: ${event.reason}`, 'own');
  }
  return task.id;
}

/** Applies a decision; ignores a late or repeated answer: its question is no longer open. */
function decide(draft: SessionDraft, event: EventOf<'decided'>): string | null {
  const { decision_id: id, answer, by } = event;
  const question = [
    ...draft.session.pending_decisions,
    ...listOpenQuestions(draft),
    ...kept(draft),
  ].find((candidate) => candidate.id === id);
  if (question === undefined || !CHOICES[question.checkpoint].includes(answer.choice)) return null;
  if ((findDecision(draft, id)?.answer.choice ?? 'keep') !== 'keep') return null;
  recordDecision(draft, question, answer, by);
  if (answer.choice === 'revise') {
    const task = draft.tasks.get(question.about);
    if (task !== undefined) reviseTask(draft, task, question.question);
  }
  return id;
}

/** Returns the question of a kept session, which can still be finished in another way. */
function kept(draft: SessionDraft): readonly PendingDecision[] {
  const id = completionQuestionId(draft);
  const decision = findDecision(draft, id);
  if (decision?.answer.choice !== 'keep') return [];
  return [{ id, checkpoint: 'CP-4', about: decision.about, question: '', see: null }];
}

/** Reason why a plan cannot be passed on: unreadable, or metadata disagree (TPC-07). null: none. */
function planProblem(reported: OutcomeOfRole<'strategist'>): string | null {
  const { plan, optimization_count: count, optimizations } = reported;
  const read = parsePlanBlocks(plan);
  if (read.state === 'unusable') return `the plan is unusable: ${read.problems.join('; ')}`;
  const described = read.blocks.map(summarizeOptimization);
  const inText = described.map(({ id }) => id).join(', ') || 'none';
  const inData = optimizations.map(({ id }) => id).join(', ') || 'none';
  if (inText !== inData) return `the plan describes ${inText}, but its metadata lists ${inData}`;
  if (described.length !== count) {
    return `the plan has ${described.length} blocks, but its metadata counts ${count}`;
  }
  const other = described.find((block, at) => !isDeepStrictEqual(block, optimizations[at]));
  return other === undefined ? null : `the plan and its metadata differ for ${other.id}`;
}
