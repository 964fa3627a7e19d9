import { trees } from '../../optimize/index.ts';
import { laneBranch, setBranch } from '../isolate/lane-branch.ts';
import { accumulate, accumulatorSchema, EMPTY_ACCUMULATOR } from '../optimizer/accumulator.ts';
import { applyAll, implement } from '../optimizer/implement.ts';
import { scopeOf } from '../optimizer/read-assignment.ts';
import type { Completion } from '../session/completion.ts';
import { namespaceOf, planningLane } from '../session/folders.ts';
import { type MadeChange, madeChangeText } from '../session/made-change.ts';
import type { Plan } from '../strategist/plan.ts';
import { earnedChanges } from './earned-changes.ts';
import { failedWork } from './failed-work.ts';
import { assignmentOf, completed, type Scene, testCommandOf } from './scene.ts';
import { objectionAgainst, soundChanges } from './sound-changes.ts';

/**
 * Makes the planned changes of a lane in a worktree of its own, and leaves those that gain something
 * beside the others as a commit (TEAM-32).
 */
export async function implementWork(scene: Scene): Promise<Completion> {
  const { task, root, work } = scene;
  const plan = assignmentOf(scene);
  const madeOf = await work.madeOf(planningLane(task.lane));
  const changes = plan.flatMap(({ id }) => madeOf[id] ?? []);
  const worktree = await scene.worktrees.open('change');
  const files = task.context.scope.length > 0 ? task.context.scope : scopeOf(plan);
  const done = await implement(worktree, {
    root,
    testCommand: testCommandOf(scene, worktree),
    scope: files,
    planned: scopeOf(plan),
    repair: null,
    change: applyAll(changes, scene.parts.codemods),
  });
  if (done.state === 'failed') return failedWork(task, done.problems.join('; '));
  const { before, tree } = done;
  const sound = await soundChanges(scene, worktree, { before, tree, changes });
  if (sound.state === 'refused') return failedWork(task, sound.reason);
  const earned = await earnedChanges(scene, worktree, sound.made);
  if (earned.dropped.length > 0) {
    const left = { before, tree: earned.tree, changes: earned.kept };
    const objection = await objectionAgainst(scene, worktree, left);
    if (objection !== null) return failedWork(task, objection);
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
  return keepChange(scene, {
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
  if (first === undefined) return 'perf: nothing is planned';
  const title = `perf(${first.id}): ${first.title}`;
  return others.length === 0
    ? title
    : [title, '', ...others.map((other) => `- ${other.id}: ${other.title}`)].join('\n');
}

/** An accepted change, with the facts to record. */
export interface KeptChange {
  readonly commit: string;
  readonly plan: Plan;
  readonly files: readonly string[];
  readonly size?: trees.PatchSize;
  readonly changes: readonly MadeChange[];
  /** Removed changes, with the reason. */
  readonly caveats: readonly string[];
}

/**
 * Sets the branch of the lane to the commit, and records the change for the next tasks of the lane
 * (TPO-06, TPO-07).
 */
export async function keepChange(scene: Scene, change: KeptChange): Promise<Completion> {
  const { host, root, session, task, signal } = scene;
  const { commit, plan, files, size, changes, caveats } = change;
  const branch = laneBranch(session.id, task.lane);
  await setBranch({ host, root, signal }, branch, commit);
  const summary = size === undefined ? branch : `${branch}: +${size.added} -${size.removed} lines`;
  await scene.store.updateNamespace(namespaceOf('optimizer', task.lane), (before) => {
    const read = accumulatorSchema.safeParse(before);
    const so = read.success ? read.data : EMPTY_ACCUMULATOR;
    const optimizations = plan.map(({ id }) => id);
    return accumulate(so, { task: task.id, summary, files, optimizations, caveats });
  });
  return completed(scene, {
    outcome: { role: 'optimizer', changes, dropped: caveats },
    ref: commit,
    files_modified: [...files],
    key_findings: [summary, ...changes.map(madeChangeText), ...caveats],
    verification: 'it compiles and passes the tests that passed before, in a worktree of its own',
  });
}
