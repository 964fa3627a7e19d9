import type { Task } from '../session/session-task.ts';
import { parseTaskPrefix, type TaskPrefix } from '../session/team-roles.ts';
import {
  FIRST_POSITION,
  MAIN_WORKSTREAM,
  parseTaskPosition,
  type TaskPosition,
  taskId,
  type Workstream,
} from '../session/workstream.ts';
import { ensureTask, findLatestTask, type SessionDraft } from './mutable-session-draft.ts';
import { changeScope } from './workstream-file-scope-metric-and-plan.ts';
import {
  currentPlanTask,
  currentProfileTask,
  isChangeTask,
} from './workstream-state-from-tasks.ts';

/** Recreates tasks that others need and whose files were lost, with dependencies (TEAM-20). */
export function recreateLostTasks(draft: SessionDraft): void {
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

/** Recreates a task from its position alone. */
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
