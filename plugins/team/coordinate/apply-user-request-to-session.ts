import type { UserRequest } from '../session/coordinator-event-and-user-request-types.ts';
import { hasEnded, type Task, toTaskDescription } from '../session/session-task.ts';
import { DIMENSIONS, type Dimension } from '../session/task-completion.ts';
import { listWorkstreams } from '../session/team-session.ts';
import {
  isBranch,
  isRoundTask,
  MAIN_WORKSTREAM,
  parseTaskPrefix,
  type Workstream,
} from '../session/workstream.ts';
import { nextRequestedVersion } from './expand-task-graph.ts';
import {
  ensureTask,
  putTask,
  type SessionDraft,
  supersedeTask,
  updateSession,
} from './mutable-session-draft.ts';
import {
  currentChangeTask,
  currentPlanTask,
  currentProfileTask,
  deriveWorkstreamState,
  findJudgementTask,
  isChangeTask,
  type SessionState,
} from './workstream-state-from-tasks.ts';

/** Reason why an order cannot be carried out; null: it can. Reported before any writing. */
export function explainRefusal(state: SessionState, order: UserRequest): string | null {
  const { session, tasks } = state;
  if (session.status === 'completed') return `session ${session.id} is already completed`;
  switch (order.type) {
    case 'feedback':
      return null;
    case 'recheck':
      return listReviewedChanges(state).length > 0 ? null : 'no change has been reviewed yet';
    case 'improve':
      return findWeakestDimension(state, order.dimension) !== null
        ? null
        : `no review has findings${order.dimension === null ? '' : ` of ${order.dimension}`}`;
    case 'revise': {
      const task = tasks.get(order.task_id);
      if (task === undefined) return `task ${order.task_id} does not exist`;
      if (isOfRound(task)) {
        return `${task.id} belongs to a fix round; revise the FIX task of that round`;
      }
      const isShared = session.branches.length > 0 && !isBranch(task.lane);
      return isShared
        ? `all branches depend on ${task.id}; revise a task that belongs to only one branch`
        : null;
    }
  }
}

/** Carries out an order that a person gave during a session or after its end (TEAM-15). */
export function applyUserRequest(draft: SessionDraft, order: UserRequest): void {
  switch (order.type) {
    case 'feedback':
      updateSession(draft, { feedback: [...draft.session.feedback, order.text] });
      break;
    case 'recheck':
      for (const maker of listReviewedChanges(draft))
        repeatTask(draft, 'QUALITY', maker.lane, [maker.id], []);
      break;
    case 'improve': {
      const weakest = findWeakestDimension(draft, order.dimension);
      if (weakest === null) break;
      reviseTask(draft, weakest.maker, `improve ${weakest.dimension}: ${weakest.texts.join('; ')}`);
      break;
    }
    case 'revise': {
      const task = draft.tasks.get(order.task_id);
      if (task !== undefined) reviseTask(draft, task, order.feedback);
    }
  }
}

/** Repeats a task and what follows from it in its workstream; the graph grows as required. */
export function reviseTask(draft: SessionDraft, task: Task, feedback: string | null): void {
  const remarks = feedback === null ? [] : [feedback];
  const prefix = parseTaskPrefix(task.id);
  if (prefix === null) return;
  if (isOfRound(task)) {
    reopen(draft, task, remarks);
    return;
  }
  const needs = currentNeeds(draft, task);
  const made = repeatTask(draft, prefix, task.lane, needs, remarks, task.context.scope);
  for (const other of draft.tasks.values()) {
    const isSame = other.lane === task.lane && other.role === task.role && other.id !== made.id;
    if (isSame && !hasEnded(other)) supersedeTask(draft, other, made);
  }
}

/** True for a strategist's view of a rejected change: no plan, not used outside its round. */
function isOfRound({ id, lane, role }: Task): boolean {
  return role === 'strategist' && isRoundTask(id, lane);
}

function reopen(draft: SessionDraft, task: Task, said: readonly string[]): void {
  const { context } = task;
  const feedback = [...context.feedback, ...said];
  const again = { ...toTaskDescription(task), context: { ...context, feedback } };
  putTask(draft, { ...again, status: 'pending' });
}

/** Current dependencies of a repeated task, as tasks before it may have been repeated too. */
function currentNeeds(draft: SessionDraft, { id, lane, role, needs }: Task): readonly string[] {
  const findDependency = (): Task | undefined => {
    if (role === 'strategist') return currentProfileTask(draft, lane);
    if (role !== 'optimizer') return currentChangeTask(draft, lane);
    return id.startsWith('IMPL')
      ? currentPlanTask(draft, isBranch(lane) ? MAIN_WORKSTREAM : lane)
      : undefined;
  };
  const dependency = role === 'profiler' ? undefined : findDependency();
  return dependency === undefined ? needs : [dependency.id];
}

function repeatTask(
  draft: SessionDraft,
  prefix: NonNullable<ReturnType<typeof parseTaskPrefix>>,
  workstream: Workstream,
  needs: readonly string[],
  feedback: readonly string[],
  scope: readonly string[] = draft.tasks.get(needs[0] ?? '')?.context.scope ?? [],
): Task {
  const position = nextRequestedVersion(draft, workstream);
  return ensureTask(draft, { prefix, workstream, position, needs, feedback, scope });
}

function listReviewedChanges(state: SessionState): readonly Task[] {
  return listWorkstreams(state.session).flatMap((workstream) => {
    const maker = currentChangeTask(state, workstream);
    if (maker?.status !== 'completed') return [];
    const review = findJudgementTask(state, maker, 'reviewer');
    return review !== undefined && hasEnded(review) ? [maker] : [];
  });
}

function findWeakestDimension(
  state: SessionState,
  requested: Dimension | null,
): {
  readonly maker: Task;
  readonly dimension: Dimension;
  readonly texts: readonly string[];
} | null {
  const found = listWorkstreams(state.session).flatMap((workstream) => {
    const result = deriveWorkstreamState(state, workstream);
    if (result.state === 'working' || result.state === 'failed') return [];
    const { maker, review } = result;
    if (!isChangeTask(maker)) return [];
    return DIMENSIONS.filter((dimension) => requested === null || dimension === requested).map(
      (dimension) => ({
        maker,
        dimension,
        texts: review.findings
          .filter((finding) => finding.dimension === dimension)
          .map(({ text }) => text),
      }),
    );
  });
  const [worst] = found.toSorted((a, b) => b.texts.length - a.texts.length);
  return worst === undefined || worst.texts.length === 0 ? null : worst;
}
