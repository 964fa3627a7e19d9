import { FIRST, type Lane, MAIN, type Turn, taskId, turnOf } from '../session/lane.ts';
import { type Prefix, prefixOf } from '../session/roles.ts';
import type { Task } from '../session/task.ts';
import { type Draft, ensure, latest } from './draft.ts';
import { currentPlan, currentProfile, isMaker } from './lane-state.ts';
import { changeScope } from './scope.ts';

/** Makes tasks again that others need and whose files were lost, with what they needed (TEAM-20). */
export function remakeLost(draft: Draft): void {
  for (const task of draft.tasks.values()) {
    for (const id of task.needs) {
      const prefix = draft.tasks.has(id) ? null : prefixOf(id);
      if (prefix === null) continue;
      // Branches share their profile and plan.
      const lane = id.startsWith(`${prefix}-001`) ? MAIN : task.lane;
      remake(draft, prefix, lane, turnOf(id, lane));
    }
  }
}

/** One task, from its place alone. */
export function remake(draft: Draft, prefix: Prefix, lane: Lane, turn: Turn): void {
  const scope = changeScope(draft, lane);
  ensure(draft, { prefix, lane, turn, needs: needsOf(draft, prefix, lane, turn), scope });
}

function needsOf(draft: Draft, prefix: Prefix, lane: Lane, turn: Turn): readonly string[] {
  switch (prefix) {
    case 'PROFILE':
      return [];
    case 'STRATEGY':
      return turn.kind === 'round'
        ? judgedBefore(draft, lane, turn.number)
        : present(draft, [currentProfile(draft, lane)?.id]);
    case 'IMPL':
      return present(draft, [(currentPlan(draft, lane) ?? currentPlan(draft, MAIN))?.id]);
    case 'FIX':
      return turn.kind === 'round' ? judgedBefore(draft, lane, turn.number) : [];
    case 'BENCH':
    case 'REVIEW':
    case 'QUALITY': {
      const made = taskId(turn.kind === 'round' ? 'FIX' : 'IMPL', lane, turn);
      if (draft.tasks.has(made)) return [made];
      return present(draft, [makerBefore(draft, lane, taskId(prefix, lane, turn))?.id]);
    }
  }
}

/** The change that a judgement was of: the last one before what followed from it. */
function makerBefore(draft: Draft, lane: Lane, judgement: string): Task | undefined {
  const following = [...draft.tasks.values()].filter(({ needs }) => needs.includes(judgement));
  const first = Math.min(...following.map(({ seq }) => seq));
  return latest(draft, (task) => task.lane === lane && isMaker(task) && task.seq < first);
}

/** Judgements before a round, which determine what it has to fix. */
function judgedBefore(draft: Draft, lane: Lane, round: number): readonly string[] {
  const before: Turn = round === 1 ? FIRST : { kind: 'round', number: round - 1 };
  return present(draft, [taskId('BENCH', lane, before), taskId('REVIEW', lane, before)]);
}

function present({ tasks }: Draft, ids: readonly (string | undefined)[]): readonly string[] {
  return ids.filter((id) => id !== undefined && tasks.has(id)) as readonly string[];
}
