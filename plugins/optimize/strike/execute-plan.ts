import { join } from 'node:path';
import { EXIT, git, type Host, UserError } from 'perf-harness/plugin';
import { buildExecutionResult, type FinishedExecution } from './build-execution-result.ts';
import {
  type CompareFolders,
  defaultLimits,
  type MeasureBaseline,
  type MeasuredTarget,
  measureBaselineByRuns,
  measureByComparison,
} from './compare-project-folder-performance.ts';
import { type EmitEvent, openJournal, replayProgress } from './execution-journal.ts';
import { measureFunctionTimes } from './measure-function-times.ts';
import type { ExecutionRequest, ExecutionResult } from './plan-execution-types.ts';
import { type PreparedExecution, prepareExecution } from './prepare-execution.ts';
import { type Confirmation, confirmGains } from './remeasure-committed-gains.ts';
import { resolveMeasuredTarget } from './resolve-benchmark-of-optimization-target.ts';
import { FUNCTION_BUDGET_MS } from './run-hypotheses-sequentially.ts';
import { isSequential, runStages } from './run-hypotheses-through-execution-stages.ts';
import { createStateBuilder } from './stages/apply-stage.ts';
import { openCommitStage } from './stages/commit-stage.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import { openMeasureStage } from './stages/measure-stage.ts';
import { openTestStage } from './stages/test-stage.ts';
import { openVerifyStage } from './stages/verify-stage.ts';
import { openWorktrees, type Worktrees } from './trial-worktrees.ts';

const BUDGET_MS = 45 * 60_000;

/**
 * Carries out a plan: tries its hypotheses in separate worktrees, accepts those that pass the tests
 * and improve speed, and commits them to a new branch. The user's working tree is only read. Only
 * the branch and the log remain, however the execution ends.
 *
 * @throws UserError (blocked) where there is nothing to try, no tests, a tree that is not clean, or
 * tests that fail without any change.
 */
export async function executeWith(host: Host, request: ExecutionRequest): Promise<ExecutionResult> {
  const { plan, slug, cycle, root, start, primaryMetric: primary = 'wall_time_ms' } = request;
  const { abort, deadline, signal } = createSignals(request);
  const inTime = <T>(action: () => Promise<T>): Promise<T | null> =>
    untilDeadline(deadline, abort, action);
  const limits = request.limits ?? defaultLimits(host);
  host.processes.limitTrees(limits);
  const worktrees = await openWorktrees(host, { root, slug, cycle, start, signal });
  try {
    const target = { ...(await resolveMeasuredTarget(host, plan, { root, primary })), limits };
    const measure = request.measure ?? measureByComparison(target);
    const measureBaseline = request.measureBaseline ?? measureBaselineByRuns(target);
    const prepared = await inTime(() =>
      prepareExecution(host, request, plan, worktrees, { measureBaseline, signal }),
    );
    if (prepared === null) throw outOfTimeError();
    const stages = openStages(host, request, prepared, {
      target,
      measure,
      measureBaseline,
      worktrees,
      signal,
    });
    const log = request.logFile ?? join(root, '.optimization', slug, 'experiments.tsv');
    const { events, emit } = openJournal(host, log);
    const checks = await inTime(() =>
      runStages(stages, request, { plan, base: prepared.base }, emit),
    );
    const { changes } = replayProgress(events, stages.start);
    const explain = host.env.PERF_HARNESS_NO_EXPLAIN === undefined;
    const completed =
      checks &&
      (await inTime(async () => {
        const options = { checks, explain, isOneByOne: isSequential(request) };
        const confirmation = await confirmGains(stages, changes, options, emit);
        return timeAndPush(
          host,
          request,
          confirmation,
          { prepared, branch: worktrees.branch },
          emit,
        );
      }));
    return buildExecutionResult(request, {
      plan,
      prepared,
      events,
      // Commits are reported even if the time was up before they were confirmed.
      isTimeUp: completed === null,
      confirmation: completed?.confirmation ?? { state: 'none' },
      functions: completed?.functions ?? [],
      flakyTests: stages.test.flaky(),
      branch: worktrees.branch,
    });
  } finally {
    await worktrees.close();
    host.processes.limitTrees(null);
  }
}

interface ExecutionResources {
  readonly worktrees: Worktrees;
  readonly target: MeasuredTarget;
  readonly measure: CompareFolders;
  readonly measureBaseline: MeasureBaseline;
  readonly signal: AbortSignal;
}

function openStages(
  host: Host,
  request: ExecutionRequest,
  { head, base, startTree: start, testCommand, e2eCommand }: PreparedExecution,
  { worktrees, target, measure, measureBaseline, signal }: ExecutionResources,
): Stages {
  const inputs = { head, base, start, signal };
  const apply = createStateBuilder(head);
  const { check } = request;
  return {
    start,
    apply,
    test: openTestStage({ ...request, ...inputs, host, testCommand, e2eCommand }),
    verify: openVerifyStage({ ...inputs, states: apply, testCommand, scenario: target, check }),
    measure: openMeasureStage({ ...inputs, primary: target.primary, measure, measureBaseline }),
    commit: openCommitStage(worktrees, head),
  };
}

/** Times functions with confirmed changes, and pushes their branch. */
async function timeAndPush(
  host: Host,
  { instrumentation, pushTo, root: cwd }: ExecutionRequest,
  confirmation: Confirmation,
  { prepared, branch }: { readonly prepared: PreparedExecution; readonly branch: string },
  emit: EmitEvent,
): Promise<Pick<FinishedExecution, 'confirmation' | 'functions'>> {
  if (confirmation.state !== 'confirmed') return { confirmation, functions: [] };
  const { head, startTree: before } = prepared;
  const trees = { before, after: confirmation.changes.state };
  const functions =
    instrumentation === undefined
      ? []
      : await measureFunctionTimes(head, instrumentation, trees, (message) =>
          emit({ type: 'warning', message }),
        );
  if (pushTo !== undefined) {
    const ref = `refs/heads/${branch}`;
    const { signal } = head;
    await git.gitText(host, ['push', '--quiet', pushTo, `${ref}:${ref}`], { cwd, signal });
  }
  return { confirmation, functions };
}

/** Returns a request's signals: `deadline` for time budget or deadline, `abort` if cancelled. */
function createSignals({ signal, deadline, executor, timeBudgetMs }: ExecutionRequest) {
  const abort = signal ?? new AbortController().signal;
  const usual = executor === 'function' ? FUNCTION_BUDGET_MS : BUDGET_MS;
  const timer = AbortSignal.timeout(timeBudgetMs ?? usual);
  const end = AbortSignal.any([timer, ...(deadline ? [deadline] : [])]);
  return { abort, deadline: end, signal: AbortSignal.any([abort, end]) };
}

/** Runs an action; null if the time ran out. Earlier commits remain either way. */
async function untilDeadline<T>(
  deadline: AbortSignal,
  abort: AbortSignal,
  action: () => Promise<T>,
): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (!deadline.aborted || abort.aborted) throw error;
    return null;
  }
}

function outOfTimeError(): UserError {
  return new UserError({
    code: 'time-budget-exceeded',
    message:
      'The time budget ran out before the first change was tried, because the tests used all of it.',
    remedy: 'Increase the time budget, or specify a faster test command.',
    exitCode: EXIT.blocked,
  });
}
