import { trees } from '../../optimize/index.ts';
import { setBranch, workstreamBranch } from '../git/workstream-git-operations.ts';
import { applyHypotheses, implementChange } from '../optimizer/implement-change.ts';
import { listTargetFiles } from '../optimizer/read-optimizer-assignment.ts';
import {
  addTaskResult,
  EMPTY_OPTIMIZER_STATE,
  optimizerStateSchema,
} from '../optimizer/state-passed-between-optimizer-tasks.ts';
import { type AcceptedChange, formatAcceptedChange } from '../session/accepted-change.ts';
import { namespaceName, planningWorkstream } from '../session/session-artifact-paths.ts';
import type { Completion } from '../session/task-completion.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import { failedCompletion } from './create-failed-task-completion.ts';
import { selectBeneficialChanges } from './select-beneficial-changes.ts';
import { findObjection, selectSafeChanges } from './select-safe-changes.ts';
import {
  createCompletion,
  findTestCommand,
  readTaskAssignment,
  type TaskContext,
} from './worker-task-context.ts';

/** Makes a lane's planned changes in its own worktree, commits those adding gain (TEAM-32). */
export async function runImplementTask(scene: TaskContext): Promise<Completion> {
  const { task, root, work } = scene;
  const plan = readTaskAssignment(scene);
  const madeOf = await work.madeOf(planningWorkstream(task.lane));
  const changes = plan.flatMap(({ id }) => madeOf[id] ?? []);
  const worktree = await scene.worktrees.open('change');
  const files = task.context.scope.length > 0 ? task.context.scope : listTargetFiles(plan);
  const done = await implementChange(worktree, {
    root,
    testCommand: findTestCommand(scene, worktree),
    scope: files,
    planned: listTargetFiles(plan),
    repair: null,
    change: applyHypotheses(changes),
  });
  if (done.state === 'failed') return failedCompletion(task, done.problems.join('; '));
  const { before, tree } = done;
  const sound = await selectSafeChanges(scene, worktree, { before, tree, changes });
  if (sound.state === 'refused') return failedCompletion(task, sound.reason);
  const earned = await selectBeneficialChanges(scene, worktree, sound.made);
  if (earned.dropped.length > 0) {
    const left = { before, tree: earned.tree, changes: earned.kept };
    const objection = await findObjection(scene, worktree, left);
    if (objection !== null) return failedCompletion(task, objection);
  }
  const changed = await trees.changesBetween(worktree, before.tree, earned.tree);
  const belongsTo = (id: string): string | null =>
    plan.find((optimization) => madeOf[optimization.id]?.some((change) => change.id === id))?.id ??
    null;
  const made = earned.made.map((change) => ({ ...change, optimization: belongsTo(change.id) }));
  const kept = plan.filter(({ id }) => made.some(({ optimization }) => optimization === id));
  const commit = await trees.commitState(worktree, {
    tree: earned.tree,
    parent: scene.worktrees.start,
    message: messageOf(kept),
  });
  return recordCommittedChange(scene, {
    commit,
    plan: kept,
    changes: made,
    caveats: [...sound.refused, ...earned.dropped],
    files: changed.map(({ path }) => path),
    size: await trees.sizeBetween(worktree, before.tree, earned.tree),
  });
}

function messageOf(plan: Plan): string {
  const [first, ...others] = plan;
  if (first === undefined) return 'perf: no planned changes';
  const title = `perf(${first.id}): ${first.title}`;
  return others.length === 0
    ? title
    : [title, '', ...others.map((other) => `- ${other.id}: ${other.title}`)].join('\n');
}

/** An accepted change, with the facts to record. */
export interface CommittedChange {
  readonly commit: string;
  readonly plan: Plan;
  readonly files: readonly string[];
  readonly size?: trees.PatchSize;
  readonly changes: readonly AcceptedChange[];
  /** Removed changes, with the reason. */
  readonly caveats: readonly string[];
}

/** Sets the lane's branch to the commit, records the change for its next tasks (TPO-06, TPO-07). */
export async function recordCommittedChange(
  scene: TaskContext,
  change: CommittedChange,
): Promise<Completion> {
  const { host, root, session, task, signal } = scene;
  const { commit, plan, files, size, changes, caveats } = change;
  const branch = workstreamBranch(session.id, task.lane);
  await setBranch({ host, root, signal }, branch, commit);
  const summary = size === undefined ? branch : `${branch}: +${size.added} -${size.removed} lines`;
  await scene.store.updateNamespace(namespaceName('optimizer', task.lane), (before) => {
    const read = optimizerStateSchema.safeParse(before);
    const so = read.success ? read.data : EMPTY_OPTIMIZER_STATE;
    const optimizations = plan.map(({ id }) => id);
    return addTaskResult(so, { task: task.id, summary, files, optimizations, caveats });
  });
  return createCompletion(scene, {
    outcome: { role: 'optimizer', changes, dropped: caveats },
    ref: commit,
    files_modified: [...files],
    key_findings: [summary, ...changes.map(formatAcceptedChange), ...caveats],
    verification:
      'the change compiles and passes all previously passing tests in a separate worktree',
  });
}
