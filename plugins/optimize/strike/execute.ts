import { join } from 'node:path';
import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import { keepChecked } from './check-evidence.ts';
import { commitStruck } from './commit-struck.ts';
import { confirm } from './confirm.ts';
import { contest, type Standing } from './contested.ts';
import { orderByDependencies } from './dependency-closure.ts';
import { FUNCTION_BUDGET_MS } from './keep-rule.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { baselineByRuns, measureByComparison } from './measure.ts';
import { measuredTarget } from './measured-target.ts';
import type { ContestedResult, ExecutionRequest, ExecutionResult, StrikePlan } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { comparisonWords, failureWords, noGainWords, worseBeside } from './reasons.ts';
import { runSequentially } from './sequential.ts';
import { type Comparison, idsOf, openSession, type Session } from './session.ts';
import { type applyAll, strike } from './strike.ts';
import { triage } from './triage.ts';
import { usualLimits } from './usual-limits.ts';
import { openWorktrees } from './worktree.ts';

/** Time for all of it where nobody says otherwise (X814-17). */
const BUDGET_MS = 45 * 60_000;

/** How far it has come; what is in it is committed. */
interface Progress {
  standing: Standing;
  struckClean: boolean;
  /** Without any change too. */
  testsFailed: boolean;
  readonly contested: ContestedResult[];
}

/**
 * Carries out a plan: tries its hypotheses in worktrees of its own, keeps those that pass the tests
 * and make it faster, and leaves them as commits of a new branch. The tree of the user is only read.
 * Nothing of it stays but the branch and the log, however it ends.
 *
 * @throws UserError (blocked) where there is nothing to try, no tests, a tree that is not clean, or
 * tests that fail without any change.
 */
export async function executeWith(host: Host, request: ExecutionRequest): Promise<ExecutionResult> {
  const plan = request.readContext(readFile(host, request.contextFile));
  const abort = request.signal ?? new AbortController().signal;
  const usual = request.executor === 'function' ? FUNCTION_BUDGET_MS : BUDGET_MS;
  const timer = AbortSignal.timeout(request.timeBudgetMs ?? usual);
  const deadline = AbortSignal.any([timer, ...(request.deadline ? [request.deadline] : [])]);
  const signal = AbortSignal.any([abort, deadline]);
  const { slug, cycle, root, start } = request;
  const limits = request.limits ?? usualLimits(host);
  host.processes.limitTrees(limits);
  const worktrees = await openWorktrees(host, { root, slug, cycle, start, signal });
  try {
    const primary = request.primaryMetric ?? 'wall_time_ms';
    const target = { ...(await measuredTarget(host, plan, { root, primary, signal })), limits };
    const measure = request.measure ?? measureByComparison(target);
    const measureBaseline = request.measureBaseline ?? baselineByRuns(target);
    const options = { measureBaseline, signal };
    const ready: Prepared[] = [];
    const isLate = await untilDeadline(deadline, abort, async () => {
      ready.push(await prepare(host, request, plan, worktrees, options));
    });
    const [prepared] = ready;
    if (isLate || prepared === undefined) throw outOfTime();
    const session = openSession({
      ...prepared,
      host,
      request,
      plan,
      worktrees,
      measure,
      measureBaseline,
      scenario: target,
      signal,
      logFile: request.logFile ?? join(root, '.optimization', slug, 'experiments.tsv'),
    });
    const standing = { tree: session.startTree, applied: [] };
    const progress: Progress = {
      standing,
      struckClean: false,
      testsFailed: false,
      contested: [],
    };
    const isOver = await untilDeadline(deadline, abort, async () => {
      await carryOut(session, plan, progress);
      if (!(await session.tests.stillPass())) await giveUp(session, progress);
    });
    const carried = { session, worktrees, plan, prepared, ...progress };
    const confirmed: ExecutionResult[] = [];
    await untilDeadline(deadline, abort, async () => {
      confirmed.push(await confirm({ ...carried, isOver }));
    });
    // What is committed is told even where the time was up before it was confirmed.
    return confirmed[0] ?? (await confirm({ ...carried, isOver: true }));
  } finally {
    await worktrees.close();
    host.processes.limitTrees(null);
  }
}

/**
 * The tests fail without any change by now, so that what they said of changes is worth nothing: all is
 * taken back, and nobody is blamed (X814-19).
 */
async function giveUp(session: Session, progress: Progress): Promise<void> {
  await session.dropCommits();
  session.removed.length = 0;
  session.warnings.push(
    `The tests passed at first and fail without any change now (${session.tests.quarantined().join(', ')}): something around them has changed. All was taken back.`,
  );
  progress.standing = { tree: session.startTree, applied: [] };
  progress.struckClean = false;
  progress.contested.length = 0;
  progress.testsFailed = true;
}

async function carryOut(session: Session, plan: StrikePlan, progress: Progress): Promise<void> {
  const checked = await keepChecked(session, plan.hypotheses);
  const { ordered, orphans } = orderByDependencies(checked);
  for (const { id, needs } of orphans) {
    session.removed.push({ id, reason: `dependency ${needs} removed` });
  }
  if (session.request.executor === 'sequential' || session.request.executor === 'function') {
    progress.standing = await runSequentially(session, ordered);
    progress.struckClean = session.removed.length === 0 && session.manual.length === 0;
    return;
  }
  const { uncontested, groups } = triage(ordered);
  await strikeUncontested(session, uncontested, progress);
  for (const group of groups) {
    const { result, standing } = await contest(session, group, progress.standing);
    progress.contested.push(result);
    progress.standing = standing;
  }
}

async function strikeUncontested(
  session: Session,
  uncontested: Awaited<ReturnType<typeof applyAll>>['kept'],
  progress: Progress,
): Promise<void> {
  const struck = await strike(session, uncontested);
  if (struck.kept.length === 0) return;
  const { parts: kept, state: tree } = await leaveOneOut(session, struck.kept, struck.tree);
  const whole = await session.compareStates(session.startTree, tree);
  const row = {
    phase: 'strike',
    hypotheses: idsOf(kept),
    baseline: whole.measured.base_ms,
    result: whole.measured.head_ms,
    improvementPct: whole.improvementPct,
    files: await session.states.files(session.startTree, tree),
    e2e: session.e2eStatus(null),
  } as const;
  if (!whole.isImproved) {
    const reason = reasonAgainst(session, whole);
    for (const { id } of kept) session.removed.push({ id, reason });
    session.log({ ...row, status: 'removed', commit: null });
    return;
  }
  const commit = await commitStruck(session, kept, tree, whole.improvementPct);
  session.log({ ...row, status: 'applied', commit });
  progress.standing = { tree, applied: kept };
  progress.struckClean = struck.isClean && kept.length === struck.kept.length;
}

function reasonAgainst({ primary }: Session, whole: Comparison): string {
  const failure = failureWords(whole);
  if (failure !== '') return failure;
  return `${noGainWords(whole)} (${comparisonWords(whole)})${worseBeside(whole, primary)}`;
}

/** false: it came to its end in time. What was committed stays either way. */
async function untilDeadline(
  deadline: AbortSignal,
  abort: AbortSignal,
  action: () => Promise<void>,
): Promise<boolean> {
  try {
    await action();
    return false;
  } catch (error) {
    if (!deadline.aborted || abort.aborted) throw error;
    return true;
  }
}

function readFile(host: Host, path: string): string {
  const text = host.files.read(path);
  if (text !== null) return text;
  throw new UserError({
    code: 'context-missing',
    message: `There is no context file at ${path}, which says what is to be tried.`,
    remedy: 'Run the profiler and the generator first, or name another file.',
  });
}

function outOfTime(): UserError {
  return new UserError({
    code: 'time-budget-exceeded',
    message: 'The time was up before the first change was tried: the tests took all of it.',
    remedy: 'Give it more time, or name a test command that takes less.',
    exitCode: EXIT.blocked,
  });
}
