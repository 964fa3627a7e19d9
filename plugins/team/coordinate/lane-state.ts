import type { CompletedWork, OutcomeOfRole } from '../session/completion.ts';
import { decisionId } from '../session/decision.ts';
import { type Lane, turnOf } from '../session/lane.ts';
import { prefixOf, type Role } from '../session/roles.ts';
import { MOST_FIX_CYCLES, type Session } from '../session/session.ts';
import { hasEnded, type Task } from '../session/task.ts';
import type { BenchVerdict, ReviewVerdict } from '../session/verdicts.ts';
import { latest } from './draft.ts';

/** Consequence of a measurement and a review. */
type Consequence =
  | { readonly type: 'complete'; readonly warned: boolean }
  | {
      readonly type: 'fix';
      /** Sources of the findings to fix. */
      readonly because: readonly ('bench' | 'review')[];
      /** Set when the strategist reconsiders the plan first. */
      readonly reevaluate: boolean;
    };

const complete = { type: 'complete', warned: false } as const;
const warned = { type: 'complete', warned: true } as const;
const fix = (because: readonly ('bench' | 'review')[], reevaluate = false): Consequence => ({
  type: 'fix',
  because,
  reevaluate,
});

/** TPC-09, with WARN as a ruling has it: enough where the review approves, never a reason by itself. */
const MATRIX: Readonly<Record<BenchVerdict, Readonly<Record<ReviewVerdict, Consequence>>>> = {
  PASS: { APPROVE: complete, REVISE: fix(['review']), REJECT: fix(['review'], true) },
  WARN: { APPROVE: warned, REVISE: fix(['review']), REJECT: fix(['review'], true) },
  FAIL: {
    APPROVE: fix(['bench']),
    REVISE: fix(['bench', 'review']),
    REJECT: fix(['bench', 'review'], true),
  },
};

export function consequenceOf(bench: BenchVerdict, review: ReviewVerdict): Consequence {
  return MATRIX[bench][review];
}

/** State of a session, as given by the session and its tasks. */
export interface Standing {
  readonly session: Session;
  readonly tasks: Map<string, Task>;
}

/** A session with its tasks by name. */
export function standingOf({
  session,
  tasks,
}: {
  readonly session: Session;
  readonly tasks: readonly Task[];
}): Standing {
  return { session, tasks: new Map(tasks.map((task) => [task.id, task])) };
}

/** State of a lane. */
export type LaneState =
  | { readonly state: 'working' }
  | { readonly state: 'failed'; readonly reason: string; readonly task: string }
  | ({ readonly state: 'passed' | 'escalated' | 'to-fix' } & Judged);

/** Both verdicts of the current change of a lane, and what follows from them. */
export interface Judged {
  readonly maker: Task;
  readonly bench: OutcomeOfRole<'benchmarker'>;
  readonly review: OutcomeOfRole<'reviewer'>;
  readonly consequence: Consequence;
  readonly judgedBy: readonly [string, string];
}

/** The profile that the plan of a lane is to be made from. */
export function currentProfile(standing: Pick<Standing, 'tasks'>, lane: Lane): Task | undefined {
  return latest(standing, (task) => task.lane === lane && task.role === 'profiler');
}

/** The plan of a lane; what a strategist thought of a rejected change is none. */
export function currentPlan(standing: Pick<Standing, 'tasks'>, lane: Lane): Task | undefined {
  return latest(
    standing,
    ({ id, lane: own, role }) =>
      own === lane && role === 'strategist' && turnOf(id, own).kind !== 'round',
  );
}

/** Current change of a lane: the last that was planned, made as a fix, or requested. */
export function currentMaker(standing: Pick<Standing, 'tasks'>, lane: Lane): Task | undefined {
  return latest(standing, (task) => task.lane === lane && task.role === 'optimizer');
}

/** The last judgement of a change by a role. */
export function judgementOf(
  standing: Pick<Standing, 'tasks'>,
  maker: Task,
  role: Role,
): Task | undefined {
  return latest(
    standing,
    (task) => task.lane === maker.lane && task.role === role && task.needs.includes(maker.id),
  );
}

/** Outcome of a task of a role; null: it is not completed, or it failed. */
export function outcomeOf<R extends Role>(
  task: Task | undefined,
  role: R,
): OutcomeOfRole<R> | null {
  if (task?.status !== 'completed') return null;
  const { outcome } = task.completion;
  // Sound: a role's outcome names its role.
  return outcome.role === role ? (outcome as OutcomeOfRole<R>) : null;
}

/** The name of the question about a disagreement: another one each time the work was done. */
export function consensusId({ id, attempt }: Task): string {
  return decisionId('consensus', attempt <= 1 ? id : `${id}#${attempt}`);
}

/** A grave disagreement that nobody has decided on. */
export function openConsensus(
  { session }: Standing,
  task: Task,
): CompletedWork['consensus'] | null {
  if (task.status !== 'completed' || task.completion.consensus?.severity !== 'HIGH') return null;
  const id = consensusId(task);
  return session.decisions.some((decision) => decision.id === id)
    ? null
    : task.completion.consensus;
}

/** Follows from the tasks alone, so that nothing about it can be out of date. */
export function laneState(standing: Standing, lane: Lane): LaneState {
  const maker = currentMaker(standing, lane);
  if (maker === undefined || !hasEnded(maker)) return { state: 'working' };
  if (maker.status === 'failed') return { state: 'failed', reason: maker.reason, task: maker.id };
  const bench = judgementOf(standing, maker, 'benchmarker');
  const review = judgementOf(standing, maker, 'reviewer');
  if (bench === undefined || review === undefined) return { state: 'working' };
  if (!hasEnded(bench) || !hasEnded(review)) return { state: 'working' };
  for (const task of [bench, review]) {
    if (task.status === 'failed') return { state: 'failed', reason: task.reason, task: task.id };
    if (openConsensus(standing, task) !== null) return { state: 'working' };
  }
  return judgedState(standing, lane, maker, [bench, review]);
}

function judgedState(
  { session }: Standing,
  lane: Lane,
  maker: Task,
  [benchTask, reviewTask]: readonly [Task, Task],
): LaneState {
  const bench = outcomeOf(benchTask, 'benchmarker');
  const review = outcomeOf(reviewTask, 'reviewer');
  if (bench === null || review === null) return { state: 'working' };
  const consequence = consequenceOf(bench.verdict, review.verdict);
  const isSpent = (session.fix_cycles[lane] ?? 0) >= MOST_FIX_CYCLES;
  const state = consequence.type === 'complete' ? 'passed' : isSpent ? 'escalated' : 'to-fix';
  return { state, maker, bench, review, consequence, judgedBy: [benchTask.id, reviewTask.id] };
}

/** Problems found by a judgement, as given to the next worker (TEAM-23). */
export function issuesOf({ bench, review, consequence }: Judged): readonly string[] {
  const because = consequence.type === 'fix' ? consequence.because : [];
  const measured =
    bench.regressions.length === 0 ? ['the criterion is not met'] : bench.regressions;
  const found = review.findings.map(({ dimension, text }) => `${dimension}: ${text}`);
  return [
    ...(because.includes('bench') ? measured : []),
    ...(because.includes('review') ? (found.length === 0 ? [review.verdict] : found) : []),
  ];
}

/** True for a task that makes a change to be measured and reviewed. */
export function isMaker({ id }: Task): boolean {
  const prefix = prefixOf(id);
  return prefix === 'IMPL' || prefix === 'FIX';
}
