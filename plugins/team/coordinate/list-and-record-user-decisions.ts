import {
  comparePriority,
  type Optimization,
} from '../session/optimization-summary-and-priority.ts';
import {
  type Answer,
  CHOICES,
  type Checkpoint,
  type Decision,
  decisionId,
  type PendingDecision,
  TARGET_QUESTION,
} from '../session/pending-and-made-user-decisions.ts';
import type { Task, TaskWithStatus } from '../session/session-task.ts';
import { listPlanningWorkstreams } from '../session/team-session.ts';
import { isBranch, type Workstream } from '../session/workstream.ts';
import {
  isSuperseded,
  type SessionDraft,
  setTaskScope,
  updateSession,
} from './mutable-session-draft.ts';
import {
  consensusQuestionId,
  currentPlanTask,
  currentProfileTask,
  findDecision,
  findOpenDisagreement,
  readRoleOutcome,
  type SessionState,
} from './workstream-state-from-tasks.ts';

export function requestedScope(
  { session }: SessionState,
  workstream: Workstream,
): readonly string[] {
  const target = session.independent_targets.find(({ id }) => id === workstream)?.target;
  if (target !== undefined) return [target];
  const answer = targetAnswer(session);
  return answer?.choice === 'narrow' ? answer.scope : session.scope;
}

/** Metric to improve: as requested, or as a person answered at CP-0; null: time (TPC-03). */
export function requestedMetric({ session }: Pick<SessionState, 'session'>): string | null {
  const answer = targetAnswer(session);
  return answer?.choice === 'metric' ? answer.metric : session.metric;
}

function targetAnswer(session: SessionState['session']): Answer | undefined {
  return findDecision({ session }, TARGET_QUESTION)?.answer;
}

/** Scope of a workstream after a person narrowed it at CP-1 (TEAM-09). */
export function planScope(state: SessionState, workstream: Workstream): readonly string[] {
  const profile = currentProfileTask(state, workstream);
  const id = profile === undefined ? '' : decisionId('CP-1', profile.id);
  const answer = findDecision(state, id)?.answer;
  return answer?.choice === 'narrow' ? answer.scope : requestedScope(state, workstream);
}

/** Returns the files that a change of a workstream may touch; empty if no plan names any. */
export function changeScope(state: SessionState, workstream: Workstream): readonly string[] {
  if (isBranch(workstream)) {
    const branch = state.session.branches.find(({ id }) => id === workstream);
    if (branch !== undefined) return branch.target_files;
  }
  return [
    ...new Set(plannedImprovements(state, workstream).flatMap(({ target_files: files }) => files)),
  ];
}

/** Improvements of a workstream's plan in the order that a person gave them at CP-2 (TEAM-10). */
export function plannedImprovements(
  state: SessionState,
  workstream: Workstream,
): readonly Optimization[] {
  const outcome = readRoleOutcome(currentPlanTask(state, workstream), 'strategist');
  return outcome === null ? [] : sortByUserPriority(state, workstream, outcome.optimizations);
}

/** Sorts the improvements of a plan, most urgent first, with priorities set at CP-2. */
export function sortByUserPriority<T extends Pick<Optimization, 'id' | 'priority'>>(
  state: SessionState,
  workstream: Workstream,
  improvements: readonly T[],
): readonly T[] {
  const plan = currentPlanTask(state, workstream);
  const id = plan === undefined ? '' : decisionId('CP-2', plan.id);
  const answer = findDecision(state, id)?.answer;
  const changed = answer?.choice === 'reorder' ? answer.priorities : {};
  return improvements
    .map((improvement) => ({
      ...improvement,
      priority: changed[improvement.id] ?? improvement.priority,
    }))
    .toSorted(comparePriority);
}

/** Decisions that a person has to make now, over all workstreams, except the completion. */
export function listOpenQuestions(state: SessionState): readonly PendingDecision[] {
  const { session } = state;
  const planning = listPlanningWorkstreams(session).flatMap((workstream) => [
    ...questionAfter(state, 'CP-1', currentProfileTask(state, workstream)),
    ...questionAfter(state, 'CP-2', currentPlanTask(state, workstream)),
  ]);
  const all = [...targetQuestion(state), ...graveQuestions(state), ...planning];
  return all.filter(({ id }) => findDecision(state, id) === undefined);
}

/** Returns the question CP-0, if only a person can tell what the target is (TPC-03). */
function targetQuestion({ session }: Pick<SessionState, 'session'>): readonly PendingDecision[] {
  const { target_question: question } = session;
  if (question === null) return [];
  return [{ id: TARGET_QUESTION, checkpoint: 'CP-0', about: 'target', question, see: null }];
}

/** True if the target of the work is known; nothing begins before. */
function isTargetKnown({ session }: Pick<SessionState, 'session'>): boolean {
  return (
    session.target_question === null || session.decisions.some(({ id }) => id === TARGET_QUESTION)
  );
}

function questionAfter(
  state: SessionState,
  checkpoint: 'CP-1' | 'CP-2',
  task: Task | undefined,
): readonly PendingDecision[] {
  if (task?.status !== 'completed' || findOpenDisagreement(state, task) !== null) return [];
  const question =
    checkpoint === 'CP-1'
      ? 'These are the bottlenecks. Plan for all of them, or only for some locations?'
      : 'This is the plan. Accept it as is, or with different priorities?';
  const id = decisionId(checkpoint, task.id);
  return [{ id, checkpoint, about: task.id, question, see: task.expected }];
}

function graveQuestions(state: SessionState): readonly PendingDecision[] {
  return [...state.tasks.values()].flatMap((task) => {
    const consensus = isSuperseded(task) ? null : findOpenDisagreement(state, task);
    if (consensus === null || consensus === undefined) return [];
    return {
      id: consensusQuestionId(task),
      checkpoint: 'consensus' as const,
      about: task.id,
      see: task.expected,
      question: `${task.id}: a discussion ended without agreement on a serious issue. ${consensus.text} Continue, or repeat the task?`,
    };
  });
}

/** True if work that needs a task may begin: every question about the task is answered. */
export function isCheckpointPassed(
  state: SessionState,
  task: TaskWithStatus<'completed'>,
): boolean {
  if (findOpenDisagreement(state, task) !== null) return false;
  const asked: Checkpoint | null =
    task.role === 'profiler' ? 'CP-1' : isPlan(state, task) ? 'CP-2' : null;
  if (asked === null) return true;
  return findDecision(state, decisionId(asked, task.id)) !== undefined;
}

function isPlan(state: SessionState, task: Task): boolean {
  return (
    task.role === 'strategist' &&
    listPlanningWorkstreams(state.session).includes(task.lane) &&
    currentPlanTask(state, task.lane)?.id === task.id
  );
}

/** Answers what `--yes` covers; severe or unclear questions are left to a person (TEAM-09). */
export function answerWithDefaults(
  draft: SessionDraft,
  questions: readonly PendingDecision[],
): void {
  if (!draft.session.yes) return;
  for (const question of questions) {
    if (question.checkpoint === 'consensus' || question.checkpoint === 'CP-0') continue;
    recordDecision(draft, question, { choice: CHOICES[question.checkpoint][0] } as Answer, 'yes');
  }
}

export function recordDecision(
  draft: SessionDraft,
  { id, checkpoint, about }: Pick<Decision, 'id' | 'checkpoint' | 'about'>,
  answer: Answer,
  by: Decision['by'],
): void {
  replaceDecision(draft, { id, checkpoint, about, answer, by, at: draft.at });
}

/** Records what the coordinator did at a checkpoint that asks no question. */
export function recordAction(
  draft: SessionDraft,
  question: Pick<Decision, 'id' | 'checkpoint' | 'about'>,
  text: string,
): void {
  const answered = { answer: { choice: 'proceed' }, by: 'coordinator', at: draft.at } as const;
  replaceDecision(draft, { ...question, ...answered, text });
}

function replaceDecision(draft: SessionDraft, decision: Decision): void {
  const others = draft.session.decisions.filter(({ id }) => id !== decision.id);
  updateSession(draft, { decisions: [...others, decision] });
}

export function applyScopeDecisions(draft: SessionDraft): void {
  for (const task of draft.tasks.values()) {
    if (task.status !== 'pending') continue;
    if (task.role === 'profiler') setTaskScope(draft, task, requestedScope(draft, task.lane));
    if (task.role === 'strategist' && currentPlanTask(draft, task.lane)?.id === task.id) {
      setTaskScope(draft, task, planScope(draft, task.lane));
    }
    if (task.role === 'optimizer') setTaskScope(draft, task, changeScope(draft, task.lane));
  }
}

/** Returns the id of the completion question, which changes with the number of tasks. */
export function completionQuestionId({ tasks }: Pick<SessionState, 'tasks'>): string {
  return decisionId('CP-4', String(tasks.size));
}

/** Returns the tasks that can start now, by id: dependencies completed and approved (TPC-08). */
export function findReadyTasks(state: SessionState): readonly TaskWithStatus<'pending'>[] {
  if (state.session.status !== 'active' || !isTargetKnown(state)) return [];
  return [...state.tasks.values()]
    .filter((task) => task.status === 'pending')
    .filter((task) =>
      task.needs.every((id) => {
        const need = state.tasks.get(id);
        return need?.status === 'completed' && isCheckpointPassed(state, need);
      }),
    )
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

/**
 * Returns the only successor of a task if it can start at once, without the coordinator; null if
 * there is none, or other tasks are involved (TEAM-31).
 */
export function findSuccessorTask(
  state: SessionState,
  id: string,
): TaskWithStatus<'pending'> | null {
  const following = [...state.tasks.values()].filter(({ needs }) => needs.includes(id));
  const [only, ...others] = following;
  if (only === undefined || others.length > 0 || only.needs.length > 1) return null;
  return findReadyTasks(state).find((task) => task.id === only.id) ?? null;
}
