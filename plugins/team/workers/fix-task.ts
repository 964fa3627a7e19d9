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
import { requestedMetric } from '../coordinate/workstream-file-scope-metric-and-plan.ts';
import {
  batchApplySlug,
  deleteBatchApplyBranches,
  listChangedFiles,
  resolveCommit,
} from '../git/workstream-git-operations.ts';
import { listTargetFiles } from '../optimizer/read-optimizer-assignment.ts';
import type { AcceptedChange } from '../session/accepted-change.ts';
import { planningWorkstream } from '../session/session-artifact-paths.ts';
import type { Completion } from '../session/task-completion.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import { failedCompletion } from './create-failed-task-completion.ts';
import { recordCommittedChange } from './implement-task.ts';
import { filterByPlaces } from './select-applicable-hypotheses-for-plan.ts';
import type {
  ChangesByOptimization,
  WorkstreamProfile,
} from './worker-settings-profile-and-change-files.ts';
import { findTestCommand, readTaskAssignment, type TaskContext } from './worker-task-context.ts';

/**
 * Fixes a lane's change by the batch apply of the optimization loop: its changes are applied again
 * to the common base, changes that break the tests or cost more are bisected out, and the rest is
 * committed. Programs of the user get the reported problems first, and may propose other changes.
 */
export async function runFixTask(scene: TaskContext): Promise<Completion> {
  const { host, root, session, task, work, signal } = scene;
  const slug = batchApplySlug(session.id, task.lane);
  await deleteBatchApplyBranches({ host, root, signal }, slug);
  const lane = planningWorkstream(task.lane);
  const plan = readTaskAssignment(scene);
  const madeOf = await work.madeOf(lane);
  const base = await scene.worktrees.open('fix');
  const profile = await work.profile(lane);
  const before = plan.flatMap(({ id }) => madeOf[id] ?? []);
  const asked = await otherWays(scene, base, profile, { before, scope: listTargetFiles(plan) });
  const struck = await strikeAgain(scene, base, profile, {
    slug,
    hypotheses: [...before, ...asked],
  });
  if (struck.branch === null) {
    const reasons = reasonsOf(struck);
    const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
    return failedCompletion(
      task,
      `no part of the change improves performance while all tests pass${why}`,
    );
  }
  const repository = { host, root: base.root, signal };
  const commit = await resolveCommit(repository, struck.branch);
  await deleteBatchApplyBranches({ host, root, signal }, slug);
  const files = await listChangedFiles(repository, scene.worktrees.start, commit);
  const outside = (files ?? []).filter((path) => !listTargetFiles(plan).includes(path));
  if (files === null || outside.length > 0) {
    return failedCompletion(task, `the fix changed files outside its scope: ${outside.join(', ')}`);
  }
  const changes = struck.parts.map((part) => madeChangeOf(part, { plan, madeOf, asked }));
  return recordCommittedChange(scene, { commit, plan, files, changes, caveats: reasonsOf(struck) });
}

type ExecutionRequest = Parameters<typeof executeWith>[1];

interface TriedChanges {
  readonly plan: Plan;
  readonly madeOf: ChangesByOptimization;
  /** Proposals of the user's programs for the fix. */
  readonly asked: readonly Hypothesis[];
}

function madeChangeOf(
  { id, improvement_pct: gain, added, removed }: ExecutionResult['parts'][number],
  { plan, madeOf, asked }: TriedChanges,
): AcceptedChange {
  const owner = plan.find((optimization) =>
    madeOf[optimization.id]?.some((change) => change.id === id),
  );
  const known = [...plan.flatMap((optimization) => madeOf[optimization.id] ?? []), ...asked];
  const title = known.find((change) => change.id === id)?.description ?? '';
  return {
    id,
    optimization: owner?.id ?? null,
    title,
    added,
    removed,
    gain: gain === null ? null : `${(-gain).toFixed(1)} %`,
  };
}

function reasonsOf({ hypotheses_removed: removed, manual }: ExecutionResult): readonly string[] {
  return [...removed, ...manual].map(({ id, reason }) => `${id} was removed: ${reason}`);
}

/** Gets alternatives to failed changes from user programs; built-in generators have none left. */
async function otherWays(
  scene: TaskContext,
  base: Worktree,
  { scenarios }: WorkstreamProfile,
  { before, scope }: { readonly before: readonly Hypothesis[]; readonly scope: readonly string[] },
): Promise<readonly Hypothesis[]> {
  const { work, task, signal } = scene;
  const { programs, accept } = work.settings();
  const [first] = scenarios;
  if (programs.generators.length === 0 || first === undefined) return [];
  const reason = task.context.feedback.join('; ');
  const tried = before.map(
    ({ key, description }) => ({ key, description, outcome: 'removed', reason }) as const,
  );
  const answer = await answerOf(scene, {
    root: base.root,
    map: first.map,
    local_findings: [],
    tried,
    accept,
    signal,
    exclude: before.map(({ key }) => key),
    cycle: 1 + (scene.session.fix_cycles[task.lane] ?? 0),
    programs: { ...programs, built_in: false },
    target: first.scenario,
    testCommand: findTestCommand(scene, base) ?? '',
    recordings: work.path(planningWorkstream(task.lane), 'programs'),
  });
  const { data } = researchSchema.safeParse(answer);
  return filterByPlaces(data?.hypotheses ?? [], scope)
    .filter(({ apply }) => apply !== null)
    .map((place, at) => ({
      ...place,
      id: `H${HIGHEST + at}`,
      dependencies: [],
      conflicts_with: [],
      pair: null,
    }));
}

/** Asks for proposals; if a program fails, only its own are lost, the others are still tried. */
async function answerOf(
  scene: TaskContext,
  request: Parameters<TaskContext['parts']['generate']>[0],
): Promise<unknown> {
  try {
    return await scene.parts.generate(request);
  } catch (error) {
    if (!(error instanceof UserError) || error.code === PROJECT_TOUCHED) throw error;
    return null;
  }
}

/** Returns the deciding metric of a fix: the requested metric, else time. */
function primaryOf(metric: string | null): Pick<ExecutionRequest, 'primaryMetric'> {
  if (metric === null) return {};
  const [inMap] = nameInMap(metric);
  return { primaryMetric: decidingMetrics(inMap).includes(metric) ? inMap : metric };
}

/** Start of the ids of fix proposals, above those of any plan. */
const HIGHEST = 900;

async function strikeAgain(
  scene: TaskContext,
  base: Worktree,
  { scenarios }: WorkstreamProfile,
  { slug, hypotheses }: { readonly slug: string; readonly hypotheses: readonly Hypothesis[] },
): Promise<ExecutionResult> {
  const { host, work, task, worktrees, signal } = scene;
  const test_command = findTestCommand(scene, base);
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
    check: scene.parts.check,
    signal,
    ...primaryOf(requestedMetric(scene)),
  });
}
