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
  turn: TaskPosition,
): void {
  const scope = changeScope(draft, workstream);
  ensureTask(draft, {
    prefix,
    lane: workstream,
    turn,
    needs: needsOf(draft, prefix, workstream, turn),
    scope,
  });
}

function needsOf(
  draft: SessionDraft,
  prefix: TaskPrefix,
  workstream: Workstream,
  turn: TaskPosition,
): readonly string[] {
  switch (prefix) {
    case 'PROFILE':
      return [];
    case 'STRATEGY':
      return turn.kind === 'round'
        ? judgedBefore(draft, workstream, turn.number)
        : present(draft, [currentProfileTask(draft, workstream)?.id]);
    case 'IMPL':
      return present(draft, [
        (currentPlanTask(draft, workstream) ?? currentPlanTask(draft, MAIN_WORKSTREAM))?.id,
      ]);
    case 'FIX':
      return turn.kind === 'round' ? judgedBefore(draft, workstream, turn.number) : [];
    case 'BENCH':
    case 'REVIEW':
    case 'QUALITY': {
      const made = taskId(turn.kind === 'round' ? 'FIX' : 'IMPL', workstream, turn);
      if (draft.tasks.has(made)) return [made];
      return present(draft, [makerBefore(draft, workstream, taskId(prefix, workstream, turn))?.id]);
    }
  }
}

/** Returns the change that a judgement was about: the last before the tasks that follow it. */
function makerBefore(
  draft: SessionDraft,
  workstream: Workstream,
  judgement: string,
): Task | undefined {
  const following = [...draft.tasks.values()].filter(({ needs }) => needs.includes(judgement));
  const first = Math.min(...following.map(({ seq }) => seq));
  return findLatestTask(
    draft,
    (task) => task.lane === workstream && isChangeTask(task) && task.seq < first,
  );
}

/** Judgements before a round, which determine what it has to fix. */
function judgedBefore(
  draft: SessionDraft,
  workstream: Workstream,
  round: number,
): readonly string[] {
  const before: TaskPosition = round === 1 ? FIRST_POSITION : { kind: 'round', number: round - 1 };
  return present(draft, [
    taskId('BENCH', workstream, before),
    taskId('REVIEW', workstream, before),
  ]);
}

function present({ tasks }: SessionDraft, ids: readonly (string | undefined)[]): readonly string[] {
  return ids.filter((id) => id !== undefined && tasks.has(id)) as readonly string[];
}
