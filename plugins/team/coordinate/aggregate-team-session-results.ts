import type {
  AcceptedChange,
  BenchVerdict,
  Gain,
  ReviewVerdict,
} from '../session/task-completion.ts';
import { listPlanningWorkstreams, listWorkstreams } from '../session/team-session.ts';
import type { Workstream } from '../session/workstream.ts';
import {
  currentPlanTask,
  currentProfileTask,
  deriveWorkstreamState,
  type JudgedChange,
  listIssues,
  readRoleOutcome,
  type SessionState,
  type WorkstreamState,
} from './workstream-state-from-tasks.ts';

export const AGGREGATE_SCHEMA = 'perf-harness/team-aggregate@1';

export interface WorkstreamResult {
  /** The improvement of a branch. */
  readonly opt_id?: string;
  /** Target of a pipeline. */
  readonly target?: string;
  readonly status: 'passed' | 'failed' | 'escalated' | 'working';
  readonly bench_verdict?: BenchVerdict;
  readonly review_verdict?: ReviewVerdict;
  /** Measured improvement; null if unknown. */
  readonly improvement?: string | null;
  readonly gains?: readonly Gain[];
  /** Its changes, with gain and lines of each; absent: there are none, or not reported. */
  readonly changes?: readonly AcceptedChange[];
  readonly dropped?: readonly string[];
  readonly fix_cycles: number;
  /** Reason for the failure, or what is left of an escalated workstream. */
  readonly reason?: string;
}

/** Results of all workstreams of a session (TPC-13). */
export interface AggregateResults {
  readonly schema: typeof AGGREGATE_SCHEMA;
  readonly session: string;
  readonly mode: 'single' | 'fan-out' | 'independent' | null;
  readonly branches: Readonly<Record<Workstream, WorkstreamResult>>;
  readonly deferred: readonly string[];
  readonly overall: {
    readonly status: 'complete' | 'partial' | 'failed';
    readonly total_branches: number;
    readonly passed: number;
    readonly failed: number;
    readonly escalated: number;
    /** Reason if there are no workstreams at all. */
    readonly reason?: string;
  };
}

export function computeAggregateResults(state: SessionState): AggregateResults {
  const { session } = state;
  const results = listWorkstreams(session).map((id) => [id, createResult(state, id)] as const);
  const count = (status: WorkstreamResult['status']): number =>
    results.filter(([, result]) => result.status === status).length;
  const [passed, failed, escalated] = [count('passed'), count('failed'), count('escalated')];
  const reason = results.length === 0 ? planFailure(state) : null;
  const haveAllPassed = reason === null && passed === results.length;
  return {
    schema: AGGREGATE_SCHEMA,
    session: session.id,
    mode: session.resolved_mode,
    branches: Object.fromEntries(results),
    deferred: session.deferred.map(({ id }) => id),
    overall: {
      status: haveAllPassed ? 'complete' : passed > 0 ? 'partial' : 'failed',
      total_branches: results.length,
      passed,
      failed,
      escalated,
      ...(reason !== null && { reason }),
    },
  };
}

function planFailure(state: SessionState): string | null {
  const failed = listPlanningWorkstreams(state.session)
    .flatMap((id) => [currentProfileTask(state, id), currentPlanTask(state, id)])
    .find((task) => task?.status === 'failed');
  return failed?.status === 'failed' ? `${failed.id} failed: ${failed.reason}` : null;
}

function createResult(state: SessionState, workstream: Workstream): WorkstreamResult {
  const { session } = state;
  const branch = session.branches.find(({ id }) => id === workstream);
  const target = session.independent_targets.find(({ id }) => id === workstream)?.target;
  return {
    ...(branch !== undefined && { opt_id: branch.opt_id }),
    ...(target !== undefined && { target }),
    ...describeOutcome(deriveWorkstreamState(state, workstream)),
    fix_cycles: session.fix_cycles[workstream] ?? 0,
  };
}

function listChanges({ maker }: JudgedChange): Pick<WorkstreamResult, 'changes' | 'dropped'> {
  const { changes, dropped } = readRoleOutcome(maker, 'optimizer') ?? {};
  return {
    ...(changes !== undefined && { changes }),
    ...(dropped !== undefined && dropped.length > 0 && { dropped }),
  };
}

function describeOutcome(state: WorkstreamState): Omit<WorkstreamResult, 'fix_cycles'> {
  switch (state.state) {
    case 'working':
      return { status: 'working' };
    case 'failed':
      return { status: 'failed', reason: state.reason };
    case 'to-fix':
    case 'escalated':
    case 'passed':
      return {
        status: state.state === 'to-fix' ? 'working' : state.state,
        bench_verdict: state.bench.verdict,
        review_verdict: state.review.verdict,
        improvement: state.bench.improvement,
        ...(state.bench.gains !== undefined && { gains: state.bench.gains }),
        ...listChanges(state),
        ...(state.state === 'escalated' && { reason: listIssues(state).join('; ') }),
      };
  }
}

/**
 * Formats `wisdom/patterns.md`: what worked and what did not, for the next session in this project.
 * Numbers are those of the aggregate.
 */
export function formatSessionPatterns(
  { session }: SessionState,
  { branches }: AggregateResults,
): string {
  const lines = Object.entries(branches).map(([workstream, result]) => {
    const branch = session.branches.find(({ id }) => id === workstream);
    const about = branch?.title ?? result.target ?? session.requirement;
    return `- ${WORDS[result.status]}: ${about}${formatOutcome(result)}`.replace(/\s+/gu, ' ');
  });
  return ['# Patterns', '', ...lines, ''].join('\n');
}

const WORDS: Readonly<Record<WorkstreamResult['status'], string>> = {
  passed: 'Worked',
  failed: 'Did not work',
  escalated: 'Did not work',
  working: 'Not done',
};

/** Measured gain of a workstream, or the reason why there is none. */
function formatOutcome({ status, improvement, reason }: WorkstreamResult): string {
  if (status === 'working') return '';
  return `: ${(status === 'passed' ? improvement : reason) ?? 'no details available'}`;
}
