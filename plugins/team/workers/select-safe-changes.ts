import {
  createStateBuilder,
  type Hypothesis,
  howCompared,
  objectionTo,
  trees,
  type Worktree,
  withDependencies,
} from '../../optimize/index.ts';
import {
  type CheckBaseline,
  findNewProblems,
} from '../optimizer/find-new-compile-test-failures.ts';
import { planningWorkstream } from '../session/session-artifact-paths.ts';
import { findTestCommand, type TaskContext } from './worker-task-context.ts';

/** Changes that were made together, and the state before them. */
export interface AppliedChanges {
  readonly before: CheckBaseline;
  /** Id of the git tree with all changes. */
  readonly tree: string;
  readonly changes: readonly Hypothesis[];
}

export type SafeChanges =
  | { readonly state: 'sound'; readonly applied: AppliedChanges; readonly removed: string[] }
  | { readonly state: 'refused'; readonly reason: string };

/** Removes changes that alter behaviour, cost more, or could not be checked as they must. */
export async function selectSafeChanges(
  context: TaskContext,
  head: Worktree,
  applied: AppliedChanges,
): Promise<SafeChanges> {
  const objection = await findObjection(context, head, applied);
  if (objection === null) return { state: 'sound', applied, removed: [] };
  const { before, changes } = applied;
  const states = createStateBuilder(head);
  const objections = await findObjectionsByChange(context, head, states, applied);
  const accepted = changes.filter((change) =>
    withDependencies([change], changes).every(({ id }) => !objections.has(id)),
  );
  const built = await states.build(before.tree, accepted);
  if (objections.size === 0 || accepted.length === 0 || built.state === 'broken') {
    return {
      state: 'refused',
      reason: accepted.length === 0 ? [...objections.values()].join('; ') : objection,
    };
  }
  const remaining: AppliedChanges = { before, tree: built.tree, changes: accepted };
  await trees.restoreState(head, built.tree);
  const checks = { root: context.root, testCommand: findTestCommand(context, head) };
  const problems = await findNewProblems(head, before, checks);
  const remainingObjection = problems[0] ?? (await findObjection(context, head, remaining));
  if (remainingObjection !== null) return { state: 'refused', reason: remainingObjection };
  return { state: 'sound', applied: remaining, removed: [...objections.values()] };
}

/**
 * Finds the objections to individual changes, by id: each applied alone; if none is responsible
 * alone, as with a cost close to the limit, by the files of each within all changes.
 */
async function findObjectionsByChange(
  context: TaskContext,
  head: Worktree,
  states: ReturnType<typeof createStateBuilder>,
  applied: AppliedChanges,
): Promise<ReadonlyMap<string, string>> {
  const { before, changes } = applied;
  const objections = new Map<string, string>();
  if (changes.length === 1) return objections;
  const record = ({ id }: Hypothesis, objection: string | null): void => {
    if (objection !== null) objections.set(id, objection);
  };
  for (const change of changes) {
    const withRequired = withDependencies([change], changes);
    const built = await states.build(before.tree, withRequired);
    if (built.state === 'broken') continue;
    const alone = { before, tree: built.tree, changes: withRequired };
    record(change, await findObjection(context, head, alone));
  }
  if (objections.size > 0) return objections;
  for (const change of changes) {
    const single = { ...applied, changes: [change] };
    record(change, await findObjection(context, head, single, change.files_to_modify));
  }
  return objections;
}

/**
 * Returns the objection to several changes together; null if there is none. Proven changes need no
 * check.
 * @param onlyFiles - Files to check, relative to the project root. Default: all that differ.
 */
export async function findObjection(
  context: TaskContext,
  head: Worktree,
  { before, tree, changes }: AppliedChanges,
  onlyFiles?: readonly string[],
): Promise<string | null> {
  const unproven = changes.filter(({ evidence_class: evidence }) => evidence !== 'proven');
  if (unproven.length === 0) return null;
  const base = await context.worktrees.open('before');
  await trees.restoreState(head, tree);
  const { scenarios } = await context.work.profile(planningWorkstream(context.task.lane));
  const differing = (await trees.changesBetween(head, before.tree, tree)).map(({ path }) => path);
  const files = differing.filter((path) => onlyFiles?.includes(path) ?? true);
  const result = await context.dependencies.check({
    base: base.root,
    head: head.root,
    files,
    testCommand: findTestCommand(context, head) ?? '',
    scenario: { targets: scenarios.map(({ scenario }) => scenario) },
    signal: context.signal,
    ...howCompared(unproven),
  });
  await trees.restoreState(head, tree);
  const [objection] = unproven.flatMap((change) => objectionTo(change, result) ?? []);
  return objection === undefined
    ? null
    : `${unproven.map(({ id }) => id).join(', ')}: ${objection}`;
}
