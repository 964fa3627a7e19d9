import { trees } from '../../optimize/index.ts';
import { addTaskResult, applyHypotheses, implementChange } from '../optimizer/implement-change.ts';
import { namespaceName, planningWorkstream } from '../session/session-artifact-paths.ts';
import {
  type AcceptedChange,
  type Completion,
  failedCompletion,
  formatAcceptedChange,
} from '../session/task-completion.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import { listTargetFiles } from '../strategist/read-assigned-plan.ts';
import { selectBeneficialChanges } from './select-beneficial-changes.ts';
import { findObjection, selectSafeChanges } from './select-safe-changes.ts';
import type { ChangesByOptimization } from './worker-settings-profile-and-change-files.ts';
import {
  createCompletion,
  findTestCommand,
  readTaskAssignment,
  type TaskContext,
} from './worker-task-context.ts';
import { setBranch, workstreamBranch } from './workstream-git-operations.ts';

/** Makes a workstream's planned changes in a worktree and commits those that add gain (TEAM-32). */
export async function runImplementTask(context: TaskContext): Promise<Completion> {
  const { task, root, work } = context;
  const plan = readTaskAssignment(context);
  const changesByOptimization = await work.changes(planningWorkstream(task.lane));
  const changes = plan.flatMap(({ id }) => changesByOptimization[id] ?? []);
  const worktree = await context.worktrees.open('change');
  const files = task.context.scope.length > 0 ? task.context.scope : listTargetFiles(plan);
  const result = await implementChange(worktree, {
    root,
    testCommand: findTestCommand(context, worktree),
    scope: files,
    planned: listTargetFiles(plan),
    change: applyHypotheses(changes),
  });
  if (result.state === 'failed') return failedCompletion(task, result.problems.join('; '));
  const { before, tree } = result;
  const safe = await selectSafeChanges(context, worktree, { before, tree, changes });
  if (safe.state === 'refused') return failedCompletion(task, safe.reason);
  const beneficial = await selectBeneficialChanges(context, worktree, safe.applied);
  if (beneficial.dropped.length > 0) {
    const remaining = { before, tree: beneficial.tree, changes: beneficial.changes };
    const objection = await findObjection(context, worktree, remaining);
    if (objection !== null) return failedCompletion(task, objection);
  }
  const changed = await trees.changesBetween(worktree, before.tree, beneficial.tree);
  const accepted = beneficial.accepted.map((change) => {
    return { ...change, optimization: findOptimizationId(plan, changesByOptimization, change.id) };
  });
  const implemented = plan.filter(({ id }) =>
    accepted.some((change) => change.optimization === id),
  );
  const commit = await trees.commitState(worktree, {
    tree: beneficial.tree,
    parent: context.worktrees.start,
    message: formatCommitMessage(implemented),
  });
  return recordCommittedChange(context, {
    commit,
    plan: implemented,
    changes: accepted,
    caveats: [...safe.removed, ...beneficial.dropped],
    files: changed.map(({ path }) => path),
    size: await trees.sizeBetween(worktree, before.tree, beneficial.tree),
  });
}

/** Returns the id of a change's improvement; null if the plan has no such change. */
export function findOptimizationId(
  plan: Plan,
  changesByOptimization: ChangesByOptimization,
  changeId: string,
): string | null {
  const hasChange = ({ id }: Plan[number]) =>
    changesByOptimization[id]?.some((change) => change.id === changeId);
  return plan.find(hasChange)?.id ?? null;
}

function formatCommitMessage(plan: Plan): string {
  const [first, ...others] = plan;
  if (first === undefined) return 'perf: no planned changes';
  const title = `perf(${first.id}): ${first.title}`;
  return others.length === 0
    ? title
    : [title, '', ...others.map((other) => `- ${other.id}: ${other.title}`)].join('\n');
}

export interface CommittedChange {
  readonly commit: string;
  readonly plan: Plan;
  readonly files: readonly string[];
  readonly size?: trees.PatchSize;
  readonly changes: readonly AcceptedChange[];
  /** Removed changes, with the reason. */
  readonly caveats: readonly string[];
}

/** Sets the branch to the commit and records the change for the next tasks (TPO-06, TPO-07). */
export async function recordCommittedChange(
  context: TaskContext,
  change: CommittedChange,
): Promise<Completion> {
  const { host, root, session, task, signal } = context;
  const { commit, plan, files, size, changes, caveats } = change;
  const branch = workstreamBranch(session.id, task.lane);
  await setBranch({ host, root, signal }, branch, commit);
  const summary = size === undefined ? branch : `${branch}: +${size.added} -${size.removed} lines`;
  await context.store.updateNamespace(namespaceName('optimizer', task.lane), (before) => {
    const optimizations = plan.map(({ id }) => id);
    return addTaskResult(before, { task: task.id, summary, files, optimizations, caveats });
  });
  return createCompletion(context, {
    outcome: { role: 'optimizer', changes, dropped: caveats },
    ref: commit,
    files_modified: [...files],
    key_findings: [summary, ...changes.map(formatAcceptedChange), ...caveats],
    verification:
      'the change compiles and passes all previously passing tests in a separate worktree',
  });
}
