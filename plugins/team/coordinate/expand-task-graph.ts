import { hasEnded, type Task } from '../session/session-task.ts';
import { ROLE_BY_PREFIX, type Role, type TaskPrefix } from '../session/team-roles.ts';
import { listPlanningWorkstreams, listWorkstreams } from '../session/team-session.ts';
import {
  FIRST_POSITION,
  isBranch,
  MAIN_WORKSTREAM,
  parseTaskPosition,
  type TaskPosition,
  taskId,
  type Workstream,
} from '../session/workstream.ts';
import { ensureTask, type SessionDraft, supersedeTask } from './mutable-session-draft.ts';
import { recreateLostTasks } from './recreate-lost-tasks.ts';
import { changeScope, planScope, requestedScope } from './workstream-file-scope-metric-and-plan.ts';
import {
  currentChangeTask,
  currentPlanTask,
  currentProfileTask,
  findJudgementTask,
} from './workstream-state-from-tasks.ts';

/**
 * Creates all required tasks: a plan for each profile, a change for each plan, a measurement and a
 * review for each change. The same procedure serves a new session, one in which a person requested
 * a repetition, and one with a lost file (TEAM-05, 06, 07, 20).
 */
export function expandTaskGraph(draft: SessionDraft): void {
  recreateLostTasks(draft);
  for (const lane of listPlanningWorkstreams(draft.session)) growPlanning(draft, lane);
  for (const lane of listWorkstreams(draft.session)) growWork(draft, lane);
}

/** Number of the next version that a person requests in a lane. */
export function nextRequestedVersion(
  { tasks }: Pick<SessionDraft, 'tasks'>,
  lane: Workstream,
): TaskPosition {
  const versions = [...tasks.values()].flatMap((task) => {
    const turn = parseTaskPosition(task.id, task.lane);
    return task.lane === lane && turn.kind === 'version' ? turn.number : [];
  });
  return { kind: 'version', number: 1 + Math.max(0, ...versions) };
}

function growPlanning(draft: SessionDraft, lane: Workstream): void {
  if (currentProfileTask(draft, lane) === undefined) {
    grow(draft, 'PROFILE', lane, FIRST_POSITION, []);
  }
  const profile = currentProfileTask(draft, lane);
  if (profile === undefined) return;
  const isPlanned = isNeededBy(draft, profile, lane, 'strategist');
  if (!isPlanned || currentPlanTask(draft, lane) === undefined) {
    grow(draft, 'STRATEGY', lane, parseTaskPosition(profile.id, lane), [profile.id]);
  }
  closeOlder(draft, lane, 'profiler', profile);
  const plan = currentPlanTask(draft, lane);
  if (plan !== undefined) closeOlder(draft, lane, 'strategist', plan);
}

function growWork(draft: SessionDraft, lane: Workstream): void {
  const plan = currentPlanTask(draft, isBranch(lane) ? MAIN_WORKSTREAM : lane);
  if (plan === undefined) return;
  const hasChange = isNeededBy(draft, plan, lane, 'optimizer');
  if (!hasChange || currentChangeTask(draft, lane) === undefined) {
    const turn = draft.tasks.has(taskId('IMPL', lane))
      ? parseTaskPosition(plan.id, plan.lane)
      : FIRST_POSITION;
    grow(draft, 'IMPL', lane, turn, [plan.id]);
  }
  const maker = currentChangeTask(draft, lane);
  if (maker === undefined) return;
  closeOfOthers(draft, lane, maker);
  for (const prefix of ['BENCH', 'REVIEW'] as const) {
    const judgement = findJudgementTask(draft, maker, ROLE_BY_PREFIX[prefix]);
    // A judgement made before the change was repeated does not apply to it.
    if (judgement !== undefined && !isStale(judgement, maker)) continue;
    grow(draft, prefix, lane, parseTaskPosition(maker.id, lane), [maker.id]);
  }
}

/** Adds a task, with the next id if its own belongs to a superseded task. */
function grow(
  draft: SessionDraft,
  prefix: TaskPrefix,
  lane: Workstream,
  wanted: TaskPosition,
  needs: readonly string[],
): void {
  const isTaken = draft.tasks.has(taskId(prefix, lane, wanted));
  const turn = isTaken ? nextRequestedVersion(draft, lane) : wanted;
  const scope =
    prefix === 'PROFILE'
      ? requestedScope(draft, lane)
      : prefix === 'STRATEGY'
        ? planScope(draft, lane)
        : changeScope(draft, lane);
  ensureTask(draft, { prefix, lane, turn, needs, scope });
}

function isNeededBy({ tasks }: SessionDraft, { id }: Task, lane: Workstream, role: Role): boolean {
  return [...tasks.values()].some(
    (task) => task.lane === lane && task.role === role && task.needs.includes(id),
  );
}

function isStale(judgement: Task, maker: Task): boolean {
  return (
    judgement.status === 'completed' && (!hasEnded(maker) || judgement.end_seq < maker.end_seq)
  );
}

/** Supersedes older tasks of a role in a lane; rounds after a rejection stay. */
function closeOlder(draft: SessionDraft, lane: Workstream, role: Role, current: Task): void {
  for (const task of draft.tasks.values()) {
    if (task.lane !== lane || task.role !== role || task.seq >= current.seq) continue;
    if (parseTaskPosition(task.id, lane).kind !== 'round') supersedeTask(draft, task, current);
  }
}

/** Closes changes that are no longer wanted, with the tasks that would have judged them. */
function closeOfOthers(draft: SessionDraft, lane: Workstream, maker: Task): void {
  for (const task of draft.tasks.values()) {
    if (task.lane !== lane || hasEnded(task) || task.seq >= maker.seq) continue;
    const isPlanning =
      task.role === 'profiler' ||
      (task.role === 'strategist' && parseTaskPosition(task.id, lane).kind !== 'round');
    if (!isPlanning && !isAwaited(draft, task)) supersedeTask(draft, task, maker);
  }
}

function isAwaited({ tasks }: SessionDraft, { id }: Task): boolean {
  return [...tasks.values()].some((task) => !hasEnded(task) && task.needs.includes(id));
}
