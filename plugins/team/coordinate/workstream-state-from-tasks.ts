import { type Decision, decisionId } from '../session/pending-and-made-user-decisions.ts';
import { hasEnded, type Task } from '../session/session-task.ts';
import type {
  BenchVerdict,
  CompletedWork,
  OutcomeOfRole,
  ReviewVerdict,
} from '../session/task-completion.ts';
import { MAX_FIX_CYCLES, type Session } from '../session/team-session.ts';
import { isRoundTask, parseTaskPrefix, type Role, type Workstream } from '../session/workstream.ts';
import { findLatestTask } from './mutable-session-draft.ts';

/** Sources of the findings to fix; none: the change is complete. */
type Cause = 'bench' | 'review';

/**
 * Decision matrix of TPC-09. By a later ruling, WARN is enough if the review approves, and never a
 * reason for a fix by itself.
 */
export function findFixCauses(bench: BenchVerdict, review: ReviewVerdict): readonly Cause[] {
  return [
    ...(bench === 'FAIL' ? (['bench'] as const) : []),
    ...(review === 'APPROVE' ? [] : (['review'] as const)),
  ];
}

export interface SessionState {
  readonly session: Session;
  readonly tasks: ReadonlyMap<string, Task>;
}

export type WorkstreamState =
  | { readonly state: 'working' }
  | { readonly state: 'failed'; readonly reason: string; readonly task: string }
  | ({ readonly state: 'passed' | 'escalated' | 'to-fix' } & JudgedChange);

/** Both verdicts on the current change of a workstream, and the causes of a fix. */
export interface JudgedChange {
  readonly maker: Task;
  readonly bench: OutcomeOfRole<'benchmarker'>;
  readonly review: OutcomeOfRole<'reviewer'>;
  readonly causes: readonly Cause[];
  readonly judgedBy: readonly [string, string];
}

type Tasks = Pick<SessionState, 'tasks'>;

/** The profile that the plan of a workstream is to be made from. */
export function currentProfileTask(state: Tasks, workstream: Workstream): Task | undefined {
  return findLatestTask(state, (task) => task.lane === workstream && task.role === 'profiler');
}

/** Returns a workstream's current plan; a strategist's opinion on a rejected change is no plan. */
export function currentPlanTask(state: Tasks, workstream: Workstream): Task | undefined {
  return findLatestTask(
    state,
    ({ id, lane, role }) => lane === workstream && role === 'strategist' && !isRoundTask(id, lane),
  );
}

/** Current change of a workstream: the last that was planned, made as a fix, or requested. */
export function currentChangeTask(state: Tasks, workstream: Workstream): Task | undefined {
  return findLatestTask(state, (task) => task.lane === workstream && task.role === 'optimizer');
}

export function findJudgementTask(state: Tasks, maker: Task, role: Role): Task | undefined {
  return findLatestTask(
    state,
    (task) => task.lane === maker.lane && task.role === role && task.needs.includes(maker.id),
  );
}

/** Outcome of a task of a role; null: it is not completed, or it failed. */
export function readRoleOutcome<R extends Role>(
  task: Task | undefined,
  role: R,
): OutcomeOfRole<R> | null {
  if (task?.status !== 'completed') return null;
  const { outcome } = task.completion;
  // Sound: a role's outcome names its role.
  return outcome.role === role ? (outcome as OutcomeOfRole<R>) : null;
}

/** Returns the id of the question about a disagreement, which differs for each attempt. */
export function consensusQuestionId({ id, attempt }: Task): string {
  return decisionId('consensus', attempt <= 1 ? id : `${id}#${attempt}`);
}

export function findDecision(
  { session }: Pick<SessionState, 'session'>,
  id: string,
): Decision | undefined {
  return session.decisions.find((decision) => decision.id === id);
}

/** Returns a severe disagreement that is still undecided; null if there is none. */
export function findOpenDisagreement(
  state: SessionState,
  task: Task,
): CompletedWork['consensus'] | null {
  if (task.status !== 'completed' || task.completion.consensus?.severity !== 'HIGH') return null;
  return findDecision(state, consensusQuestionId(task)) === undefined
    ? task.completion.consensus
    : null;
}

/** Derives the state of a workstream from its tasks alone, so that it is never out of date. */
export function deriveWorkstreamState(state: SessionState, id: Workstream): WorkstreamState {
  const maker = currentChangeTask(state, id);
  if (maker === undefined || !hasEnded(maker)) return { state: 'working' };
  if (maker.status === 'failed') return { state: 'failed', reason: maker.reason, task: maker.id };
  const bench = findJudgementTask(state, maker, 'benchmarker');
  const review = findJudgementTask(state, maker, 'reviewer');
  if (bench === undefined || review === undefined) return { state: 'working' };
  if (!hasEnded(bench) || !hasEnded(review)) return { state: 'working' };
  for (const task of [bench, review]) {
    if (task.status === 'failed') return { state: 'failed', reason: task.reason, task: task.id };
    if (findOpenDisagreement(state, task) !== null) return { state: 'working' };
  }
  return deriveJudgedState(state, id, maker, [bench, review]);
}

function deriveJudgedState(
  { session }: SessionState,
  workstream: Workstream,
  maker: Task,
  [benchTask, reviewTask]: readonly [Task, Task],
): WorkstreamState {
  const bench = readRoleOutcome(benchTask, 'benchmarker');
  const review = readRoleOutcome(reviewTask, 'reviewer');
  if (bench === null || review === null) return { state: 'working' };
  const causes = findFixCauses(bench.verdict, review.verdict);
  const isSpent = (session.fix_cycles[workstream] ?? 0) >= MAX_FIX_CYCLES;
  const state = causes.length === 0 ? 'passed' : isSpent ? 'escalated' : 'to-fix';
  return { state, maker, bench, review, causes, judgedBy: [benchTask.id, reviewTask.id] };
}

/** Problems found by a judgement, as given to the next worker (TEAM-23). */
export function listIssues({ bench, review, causes }: JudgedChange): readonly string[] {
  const measured =
    bench.regressions.length === 0 ? ['the criterion is not met'] : bench.regressions;
  const found = review.findings.map(({ dimension, text }) => `${dimension}: ${text}`);
  return [
    ...(causes.includes('bench') ? measured : []),
    ...(causes.includes('review') ? (found.length === 0 ? [review.verdict] : found) : []),
  ];
}

/** True for a task that makes a change to be measured and reviewed. */
export function isChangeTask({ id }: Task): boolean {
  const prefix = parseTaskPrefix(id);
  return prefix === 'IMPL' || prefix === 'FIX';
}
