import { hasEnded, type Task } from '../session/session-task.ts';
import { listPlanningWorkstreams, listWorkstreams } from '../session/team-session.ts';
import {
  FIRST_POSITION,
  isBranch,
  isRoundTask,
  MAIN_WORKSTREAM,
  parseTaskPosition,
  parseTaskPrefix,
  ROLE_BY_PREFIX,
  type Role,
  type TaskPosition,
  type TaskPrefix,
  taskId,
  type Workstream,
} from '../session/workstream.ts';
import { changeScope, planScope, requestedScope } from './list-and-record-user-decisions.ts';
import {
  ensureTask,
  findLatestTask,
  type SessionDraft,
  supersedeTask,
} from './mutable-session-draft.ts';
import {
  currentChangeTask,
  currentPlanTask,
  currentProfileTask,
  findJudgementTask,
  isChangeTask,
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

/** Recreates tasks that others need and whose files were lost, with dependencies (TEAM-20). */
function recreateLostTasks(draft: SessionDraft): void {
  for (const task of draft.tasks.values()) {
    for (const id of task.needs) {
      const prefix = draft.tasks.has(id) ? null : parseTaskPrefix(id);
      if (prefix === null) continue;
      // Branches share their profile and plan.
      const workstream = id.startsWith(`${prefix}-001`) ? MAIN_WORKSTREAM : task.lane;
      recreateTask(draft, prefix, workstream, parseTaskPosition(id, workstream));
    }
  }
}

export function recreateTask(
  draft: SessionDraft,
  prefix: TaskPrefix,
  workstream: Workstream,
  position: TaskPosition,
): void {
  const scope = changeScope(draft, workstream);
  const needs = findNeeds(draft, prefix, workstream, position);
  ensureTask(draft, { prefix, workstream, position, needs, scope });
}

function findNeeds(
  draft: SessionDraft,
  prefix: TaskPrefix,
  workstream: Workstream,
  position: TaskPosition,
): readonly string[] {
  switch (prefix) {
    case 'PROFILE':
      return [];
    case 'STRATEGY':
      return position.kind === 'round'
        ? listPreviousJudgements(draft, workstream, position.number)
        : keepExisting(draft, [currentProfileTask(draft, workstream)?.id]);
    case 'IMPL':
      return keepExisting(draft, [
        (currentPlanTask(draft, workstream) ?? currentPlanTask(draft, MAIN_WORKSTREAM))?.id,
      ]);
    case 'FIX':
      return position.kind === 'round'
        ? listPreviousJudgements(draft, workstream, position.number)
        : [];
    case 'BENCH':
    case 'REVIEW':
    case 'QUALITY': {
      const changeId = taskId(position.kind === 'round' ? 'FIX' : 'IMPL', workstream, position);
      if (draft.tasks.has(changeId)) return [changeId];
      return keepExisting(draft, [
        findJudgedChange(draft, workstream, taskId(prefix, workstream, position))?.id,
      ]);
    }
  }
}

/** Returns the change that a judgement was about: the last before the tasks that follow it. */
function findJudgedChange(draft: SessionDraft, workstream: Workstream, judgement: string) {
  const following = [...draft.tasks.values()].filter(({ needs }) => needs.includes(judgement));
  const first = Math.min(...following.map(({ seq }) => seq));
  const isChange = (task: Task) => task.lane === workstream && isChangeTask(task);
  return findLatestTask(draft, (task) => isChange(task) && task.seq < first);
}

/** Judgements before a round, which determine what it has to fix. */
function listPreviousJudgements(draft: SessionDraft, id: Workstream, round: number) {
  const before: TaskPosition = round === 1 ? FIRST_POSITION : { kind: 'round', number: round - 1 };
  const [bench, review] = [taskId('BENCH', id, before), taskId('REVIEW', id, before)];
  return keepExisting(draft, [bench, review]);
}

function keepExisting({ tasks }: SessionDraft, ids: readonly (string | undefined)[]) {
  return ids.filter((id) => id !== undefined && tasks.has(id)) as readonly string[];
}
