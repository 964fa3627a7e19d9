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

/** Changes without objections, with the removed changes and the reasons. */
export type SafeChanges =
  | { readonly state: 'sound'; readonly made: AppliedChanges; readonly refused: readonly string[] }
  | { readonly state: 'refused'; readonly reason: string };

/** Removes changes that alter behaviour, cost more, or could not be checked as they must. */
export async function selectSafeChanges(
  scene: TaskContext,
  head: Worktree,
  given: AppliedChanges,
): Promise<SafeChanges> {
  const objection = await findObjection(scene, head, given);
  if (objection === null) return { state: 'sound', made: given, refused: [] };
  const { before, changes } = given;
  const states = createStateBuilder(head);
  const bad = await objectionsByChange(scene, head, states, given);
  const rest = changes.filter((change) =>
    withDependencies([change], changes).every(({ id }) => !bad.has(id)),
  );
  const built = await states.build(before.tree, rest);
  if (bad.size === 0 || rest.length === 0 || built.state === 'broken') {
    return {
      state: 'refused',
      reason: rest.length === 0 ? [...bad.values()].join('; ') : objection,
    };
  }
  const made: AppliedChanges = { before, tree: built.tree, changes: rest };
  await trees.restoreState(head, built.tree);
  const checks = { root: scene.root, testCommand: findTestCommand(scene, head) };
  const { problems } = await findNewProblems(head, before, checks);
  const left = problems[0] ?? (await findObjection(scene, head, made));
  if (left !== null) return { state: 'refused', reason: left };
  return { state: 'sound', made, refused: [...bad.values()] };
}

/**
 * Finds the objections to individual changes, by id: each applied alone; if none is responsible
 * alone, as with a cost close to the limit, by the files of each within all changes.
 */
async function objectionsByChange(
  scene: TaskContext,
  head: Worktree,
  states: ReturnType<typeof createStateBuilder>,
  given: AppliedChanges,
): Promise<ReadonlyMap<string, string>> {
  const { before, changes } = given;
  const bad = new Map<string, string>();
  if (changes.length === 1) return bad;
  const note = ({ id }: Hypothesis, reason: string | null): void => {
    if (reason !== null) bad.set(id, reason);
  };
  for (const change of changes) {
    const alone = withDependencies([change], changes);
    const built = await states.build(before.tree, alone);
    if (built.state === 'broken') continue;
    const made = { before, tree: built.tree, changes: alone };
    note(change, await findObjection(scene, head, made));
  }
  if (bad.size > 0) return bad;
  for (const change of changes) {
    const made = { ...given, changes: [change] };
    note(change, await findObjection(scene, head, made, change.files_to_modify));
  }
  return bad;
}

/**
 * Returns the objection to several changes together; null if there is none. Proven changes need no
 * check.
 * @param within - The only files to check, relative to the project root. Default: all that differ.
 */
export async function findObjection(
  scene: TaskContext,
  head: Worktree,
  { before, tree, changes }: AppliedChanges,
  within?: readonly string[],
): Promise<string | null> {
  const unproven = changes.filter(({ evidence_class: evidence }) => evidence !== 'proven');
  if (unproven.length === 0) return null;
  const base = await scene.worktrees.open('before');
  await trees.restoreState(head, tree);
  const { scenarios } = await scene.work.profile(planningWorkstream(scene.task.lane));
  const differing = (await trees.changesBetween(head, before.tree, tree)).map(({ path }) => path);
  const files = differing.filter((path) => within?.includes(path) ?? true);
  const result = await scene.parts.check({
    base: base.root,
    head: head.root,
    files,
    testCommand: findTestCommand(scene, head) ?? '',
    scenario: { targets: scenarios.map(({ scenario }) => scenario) },
    signal: scene.signal,
    ...howCompared(unproven),
  });
  await trees.restoreState(head, tree);
  const [objection] = unproven.flatMap((change) => objectionTo(change, result) ?? []);
  return objection === undefined
    ? null
    : `${unproven.map(({ id }) => id).join(', ')}: ${objection}`;
}
