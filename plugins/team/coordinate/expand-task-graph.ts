import { hasEnded, type Task } from '../session/session-task.ts';
import { ROLE_BY_PREFIX, type Role, type TaskPrefix } from '../session/team-roles.ts';
import { listPlanningWorkstreams, listWorkstreams } from '../session/team-session.ts';
import {
  FIRST_POSITION,
  isBranch,
  isRoundTask,
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
  for (const id of listPlanningWorkstreams(draft.session)) addPlanningTasks(draft, id);
  for (const id of listWorkstreams(draft.session)) addChangeTasks(draft, id);
}

/** Number of the next version that a person requests in a workstream. */
export function nextRequestedVersion(
  { tasks }: Pick<SessionDraft, 'tasks'>,
  workstream: Workstream,
): TaskPosition {
  const versions = [...tasks.values()].flatMap((task) => {
    const position = parseTaskPosition(task.id, task.lane);
    return task.lane === workstream && position.kind === 'version' ? position.number : [];
  });
  return { kind: 'version', number: 1 + Math.max(0, ...versions) };
}

function addPlanningTasks(draft: SessionDraft, workstream: Workstream): void {
  if (currentProfileTask(draft, workstream) === undefined) {
    addTask(draft, 'PROFILE', workstream, FIRST_POSITION, []);
  }
  const profile = currentProfileTask(draft, workstream);
  if (profile === undefined) return;
  const isPlanned = hasDependent(draft, profile, workstream, 'strategist');
  if (!isPlanned || currentPlanTask(draft, workstream) === undefined) {
    addTask(draft, 'STRATEGY', workstream, parseTaskPosition(profile.id, workstream), [profile.id]);
  }
  supersedeOlder(draft, profile);
  const plan = currentPlanTask(draft, workstream);
  if (plan !== undefined) supersedeOlder(draft, plan);
}

function addChangeTasks(draft: SessionDraft, workstream: Workstream): void {
  const plan = currentPlanTask(draft, isBranch(workstream) ? MAIN_WORKSTREAM : workstream);
  if (plan === undefined) return;
  const hasChange = hasDependent(draft, plan, workstream, 'optimizer');
  if (!hasChange || currentChangeTask(draft, workstream) === undefined) {
    const position = draft.tasks.has(taskId('IMPL', workstream))
      ? parseTaskPosition(plan.id, plan.lane)
      : FIRST_POSITION;
    addTask(draft, 'IMPL', workstream, position, [plan.id]);
  }
  const maker = currentChangeTask(draft, workstream);
  if (maker === undefined) return;
  supersedeOtherChanges(draft, maker);
  for (const prefix of ['BENCH', 'REVIEW'] as const) {
    const judgement = findJudgementTask(draft, maker, ROLE_BY_PREFIX[prefix]);
    // A judgement made before the change was repeated does not apply to it.
    if (judgement !== undefined && !isStale(judgement, maker)) continue;
    addTask(draft, prefix, workstream, parseTaskPosition(maker.id, workstream), [maker.id]);
  }
}

/** Adds a task, with the next id if its own belongs to a superseded task. */
function addTask(
  draft: SessionDraft,
  prefix: TaskPrefix,
  workstream: Workstream,
  preferred: TaskPosition,
  needs: readonly string[],
): void {
  const isTaken = draft.tasks.has(taskId(prefix, workstream, preferred));
  const position = isTaken ? nextRequestedVersion(draft, workstream) : preferred;
  const scope =
    prefix === 'PROFILE'
      ? requestedScope(draft, workstream)
      : prefix === 'STRATEGY'
        ? planScope(draft, workstream)
        : changeScope(draft, workstream);
  ensureTask(draft, { prefix, workstream, position, needs, scope });
}

function hasDependent(draft: SessionDraft, { id }: Task, workstream: Workstream, role: Role) {
  return [...draft.tasks.values()].some(
    (task) => task.lane === workstream && task.role === role && task.needs.includes(id),
  );
}

function isStale(judgement: Task, maker: Task): boolean {
  return (
    judgement.status === 'completed' && (!hasEnded(maker) || judgement.end_seq < maker.end_seq)
  );
}

/** Supersedes older tasks of the same role and workstream; rounds after a rejection stay. */
function supersedeOlder(draft: SessionDraft, current: Task): void {
  const { lane, role, seq } = current;
  for (const task of draft.tasks.values()) {
    if (task.lane !== lane || task.role !== role || task.seq >= seq) continue;
    if (!isRoundTask(task.id, lane)) supersedeTask(draft, task, current);
  }
}

/** Closes changes that are no longer wanted, with the tasks that would have judged them. */
function supersedeOtherChanges(draft: SessionDraft, maker: Task): void {
  for (const task of draft.tasks.values()) {
    const { id, lane, role, seq } = task;
    if (lane !== maker.lane || hasEnded(task) || seq >= maker.seq) continue;
    const isPlanning = role === 'profiler' || (role === 'strategist' && !isRoundTask(id, lane));
    if (!isPlanning && !isAwaited(draft, task)) supersedeTask(draft, task, maker);
  }
}

function isAwaited({ tasks }: SessionDraft, { id }: Task): boolean {
  return [...tasks.values()].some((task) => !hasEnded(task) && task.needs.includes(id));
}
