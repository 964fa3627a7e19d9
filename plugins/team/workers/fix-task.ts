import { UserError } from 'perf-harness/plugin';
import {
  decidingMetrics,
  type ExecutionResult,
  executeWith,
  type Hypothesis,
  nameInMap,
  PROJECT_TOUCHED,
  researchSchema,
  type Worktree,
} from '../../optimize/index.ts';
import { requestedMetric } from '../coordinate/list-and-record-user-decisions.ts';
import { planningWorkstream } from '../session/session-artifact-paths.ts';
import {
  type AcceptedChange,
  type Completion,
  failedCompletion,
} from '../session/task-completion.ts';
import { listTargetFiles } from '../strategist/read-assigned-plan.ts';
import { findOptimizationId, recordCommittedChange } from './implement-task.ts';
import { filterByPath } from './select-applicable-hypotheses-for-plan.ts';
import type { WorkstreamProfile } from './worker-settings-profile-and-change-files.ts';
import { findTestCommand, readTaskAssignment, type TaskContext } from './worker-task-context.ts';
import {
  batchApplySlug,
  deleteBatchApplyBranches,
  listChangedFiles,
  resolveCommit,
} from './workstream-git-operations.ts';

/**
 * Fixes a workstream's change by the batch apply of the optimization loop: its changes are applied
 * again to the common base, those that break the tests or cost more are bisected out, and the rest
 * is committed. Before that, the user's programs get the reported problems and may propose others.
 */
export async function runFixTask(context: TaskContext): Promise<Completion> {
  const { host, root, session, task, work, signal } = context;
  const slug = batchApplySlug(session.id, task.lane);
  await deleteBatchApplyBranches({ host, root, signal }, slug);
  const workstream = planningWorkstream(task.lane);
  const plan = readTaskAssignment(context);
  const changesByOptimization = await work.changes(workstream);
  const base = await context.worktrees.open('fix');
  const profile = await work.profile(workstream);
  const planned = plan.flatMap(({ id }) => changesByOptimization[id] ?? []);
  const targetFiles = listTargetFiles(plan);
  const alternatives = await proposeAlternatives(context, base, profile, planned, targetFiles);
  const hypotheses = [...planned, ...alternatives];
  const result = await reapplyChanges(context, base, profile, { slug, hypotheses });
  if (result.branch === null) {
    const reasons = listRemovalReasons(result);
    const explanation = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
    return failedCompletion(
      task,
      `no part of the change improves performance while all tests pass${explanation}`,
    );
  }
  const repository = { host, root: base.root, signal };
  const commit = await resolveCommit(repository, result.branch);
  await deleteBatchApplyBranches({ host, root, signal }, slug);
  const files = await listChangedFiles(repository, context.worktrees.start, commit);
  const outside = (files ?? []).filter((path) => !targetFiles.includes(path));
  if (files === null || outside.length > 0) {
    return failedCompletion(task, `the fix changed files outside its scope: ${outside.join(', ')}`);
  }
  const changes = result.parts.map((part) => {
    const optimization = findOptimizationId(plan, changesByOptimization, part.id);
    return describeAcceptedChange(part, optimization, hypotheses);
  });
  const caveats = listRemovalReasons(result);
  return recordCommittedChange(context, { commit, plan, files, changes, caveats });
}

type ExecutionRequest = Parameters<typeof executeWith>[1];

function describeAcceptedChange(
  { id, improvement_pct: gain, added, removed }: ExecutionResult['parts'][number],
  optimization: string | null,
  hypotheses: readonly Hypothesis[],
): AcceptedChange {
  return {
    id,
    optimization,
    title: hypotheses.find((change) => change.id === id)?.description ?? '',
    added,
    removed,
    gain: gain === null ? null : `${(-gain).toFixed(1)} %`,
  };
}

function listRemovalReasons({ hypotheses_removed: removed, manual }: ExecutionResult): string[] {
  return [...removed, ...manual].map(({ id, reason }) => `${id} was removed: ${reason}`);
}

/** Gets alternatives to failed changes from user programs; built-in generators have none left. */
async function proposeAlternatives(
  context: TaskContext,
  base: Worktree,
  { scenarios }: WorkstreamProfile,
  planned: readonly Hypothesis[],
  targetFiles: readonly string[],
): Promise<readonly Hypothesis[]> {
  const { work, task, signal } = context;
  const { programs, accept } = work.settings();
  const [first] = scenarios;
  if (programs.generators.length === 0 || first === undefined) return [];
  const reason = task.context.feedback.join('; ');
  const tried = planned.map(
    ({ key, description }) => ({ key, description, outcome: 'removed', reason }) as const,
  );
  const answer = await runGenerators(context, {
    root: base.root,
    map: first.map,
    local_findings: [],
    tried,
    accept,
    signal,
    exclude: planned.map(({ key }) => key),
    cycle: 1 + (context.session.fix_cycles[task.lane] ?? 0),
    programs: { ...programs, built_in: false },
    target: first.scenario,
    testCommand: findTestCommand(context, base) ?? '',
    recordings: work.path(planningWorkstream(task.lane), 'programs'),
  });
  const { data } = researchSchema.safeParse(answer);
  return filterByPath(data?.hypotheses ?? [], targetFiles)
    .filter(({ apply }) => apply !== null)
    .map((hypothesis, index) => ({
      ...hypothesis,
      id: `H${FIRST_ALTERNATIVE_ID + index}`,
      dependencies: [],
      conflicts_with: [],
      pair: null,
    }));
}

/** Generates proposals; null if the user's programs fail, since other changes are still tried. */
async function runGenerators(
  context: TaskContext,
  request: Parameters<TaskContext['dependencies']['generate']>[0],
): Promise<unknown> {
  try {
    return await context.dependencies.generate(request);
  } catch (error) {
    if (!(error instanceof UserError) || error.code === PROJECT_TOUCHED) throw error;
    return null;
  }
}

/** Returns the deciding metric of a fix: the requested metric, else time. */
function primaryMetricOption(metric: string | null): Pick<ExecutionRequest, 'primaryMetric'> {
  if (metric === null) return {};
  const [inMap] = nameInMap(metric);
  return { primaryMetric: decidingMetrics(inMap).includes(metric) ? inMap : metric };
}

/** Start of the ids of fix proposals, above those of any plan. */
const FIRST_ALTERNATIVE_ID = 900;

async function reapplyChanges(
  context: TaskContext,
  base: Worktree,
  { scenarios }: WorkstreamProfile,
  { slug, hypotheses }: { readonly slug: string; readonly hypotheses: readonly Hypothesis[] },
): Promise<ExecutionResult> {
  const { host, work, task, worktrees, signal } = context;
  const test_command = findTestCommand(context, base);
  const [first, ...others] = scenarios;
  // With several scenarios, the batch apply measures all of the project.
  const target = others.length === 0 ? (first?.scenario ?? null) : null;
  const plan: ExecutionRequest['plan'] = {
    hypotheses,
    test_command,
    e2e_test: { command: null, source: 'none' },
    performance_map: {
      baseline: first?.map.baseline ?? {},
      ...(first !== undefined && { steps: first.map.steps }),
    },
    ...(target !== null && { problem_statement: { target } }),
    target_metrics: {},
  };
  return executeWith(host, {
    plan,
    cycle: 1,
    root: base.root,
    start: worktrees.start,
    slug,
    logFile: work.path(task.lane, 'experiments.tsv'),
    check: context.dependencies.check,
    signal,
    ...primaryMetricOption(requestedMetric(context)),
  });
}
