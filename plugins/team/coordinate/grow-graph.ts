import { FIRST, isBranch, type Lane, MAIN, type Turn, taskId, turnOf } from '../session/lane.ts';
import { type Prefix, ROLE_OF, type Role } from '../session/roles.ts';
import { lanesOf, planningLanesOf } from '../session/session.ts';
import { hasEnded, type Task } from '../session/task.ts';
import { type Draft, ensure, supersede } from './draft.ts';
import { currentMaker, currentPlan, currentProfile, judgementOf } from './lane-state.ts';
import { remakeLost } from './remake-lost.ts';
import { askedScope, changeScope, planScope } from './scope.ts';

/**
 * Creates all required tasks: a plan for each profile, a change for each plan, a measurement and a
 * review for each change. The same procedure serves a new session, one in which a person requested
 * a repetition, and one with a lost file (TEAM-05, 06, 07, 20).
 */
export function growGraph(draft: Draft): void {
  remakeLost(draft);
  for (const lane of planningLanesOf(draft.session)) growPlanning(draft, lane);
  for (const lane of lanesOf(draft.session)) growWork(draft, lane);
}

/** Number of the next version that a person requests in a lane. */
export function nextVersion({ tasks }: Pick<Draft, 'tasks'>, lane: Lane): Turn {
  const versions = [...tasks.values()].flatMap((task) => {
    const turn = turnOf(task.id, task.lane);
    return task.lane === lane && turn.kind === 'version' ? turn.number : [];
  });
  return { kind: 'version', number: 1 + Math.max(0, ...versions) };
}

function growPlanning(draft: Draft, lane: Lane): void {
  if (currentProfile(draft, lane) === undefined) {
    grow(draft, 'PROFILE', lane, FIRST, []);
  }
  const profile = currentProfile(draft, lane);
  if (profile === undefined) return;
  const isPlanned = isNeededBy(draft, profile, lane, 'strategist');
  if (!isPlanned || currentPlan(draft, lane) === undefined) {
    grow(draft, 'STRATEGY', lane, turnOf(profile.id, lane), [profile.id]);
  }
  closeOlder(draft, lane, 'profiler', profile);
  const plan = currentPlan(draft, lane);
  if (plan !== undefined) closeOlder(draft, lane, 'strategist', plan);
}

function growWork(draft: Draft, lane: Lane): void {
  const plan = currentPlan(draft, isBranch(lane) ? MAIN : lane);
  if (plan === undefined) return;
  const hasChange = isNeededBy(draft, plan, lane, 'optimizer');
  if (!hasChange || currentMaker(draft, lane) === undefined) {
    const turn = draft.tasks.has(taskId('IMPL', lane)) ? turnOf(plan.id, plan.lane) : FIRST;
    grow(draft, 'IMPL', lane, turn, [plan.id]);
  }
  const maker = currentMaker(draft, lane);
  if (maker === undefined) return;
  closeOfOthers(draft, lane, maker);
  for (const prefix of ['BENCH', 'REVIEW'] as const) {
    const judgement = judgementOf(draft, maker, ROLE_OF[prefix]);
    // A judgement made before the change was repeated does not apply to it.
    if (judgement !== undefined && !isStale(judgement, maker)) continue;
    grow(draft, prefix, lane, turnOf(maker.id, lane), [maker.id]);
  }
}

/** Makes a task, under the next name where its own is that of one that no longer counts. */
function grow(
  draft: Draft,
  prefix: Prefix,
  lane: Lane,
  wanted: Turn,
  needs: readonly string[],
): void {
  const isTaken = draft.tasks.has(taskId(prefix, lane, wanted));
  const turn = isTaken ? nextVersion(draft, lane) : wanted;
  const scope =
    prefix === 'PROFILE'
      ? askedScope(draft, lane)
      : prefix === 'STRATEGY'
        ? planScope(draft, lane)
        : changeScope(draft, lane);
  ensure(draft, { prefix, lane, turn, needs, scope });
}

function isNeededBy({ tasks }: Draft, { id }: Task, lane: Lane, role: Role): boolean {
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
function closeOlder(draft: Draft, lane: Lane, role: Role, current: Task): void {
  for (const task of draft.tasks.values()) {
    if (task.lane !== lane || task.role !== role || task.seq >= current.seq) continue;
    if (turnOf(task.id, lane).kind !== 'round') supersede(draft, task, current);
  }
}

/** Changes that are no longer wanted, with what would have judged them. */
function closeOfOthers(draft: Draft, lane: Lane, maker: Task): void {
  for (const task of draft.tasks.values()) {
    if (task.lane !== lane || hasEnded(task) || task.seq >= maker.seq) continue;
    const isPlanning =
      task.role === 'profiler' ||
      (task.role === 'strategist' && turnOf(task.id, lane).kind !== 'round');
    if (!isPlanning && !isAwaited(draft, task)) supersede(draft, task, maker);
  }
}

function isAwaited({ tasks }: Draft, { id }: Task): boolean {
  return [...tasks.values()].some((task) => !hasEnded(task) && task.needs.includes(id));
}
