import { applyHypothesis, type Hypothesis, trees, type Worktree } from '../../optimize/index.ts';
import {
  type Broken,
  brokenSince,
  type PreState,
  type ProjectChecks,
  recordPreState,
} from './pre-state.ts';

/** Attempts to mend a change by itself, before it is given up (TPO-05). */
export const MOST_REPAIRS = 2;

/** Changes files of a worktree, and gives what it could not do, a sentence each. */
export type MakeChange = (worktree: Worktree) => Promise<readonly string[]>;

/** What is to be done, and within which bounds. */
export interface ImplementRequest extends ProjectChecks {
  /** Files that may be changed. */
  readonly scope: readonly string[];
  /** Files that the plan says will be changed; each has to be. */
  readonly planned: readonly string[];
  readonly change: MakeChange;
  /** Mends what is wrong; null: nobody can. */
  readonly repair: ((worktree: Worktree, problems: readonly string[]) => Promise<void>) | null;
}

/** What became of it. Where it failed, the worktree is as it was before. */
export type Implemented = {
  /** Repairs that were made. */
  readonly repairs: number;
} & (
  | {
      readonly state: 'done';
      /** What held before the change. */
      readonly before: PreState;
      /** Id of git's tree with the change. */
      readonly tree: string;
      readonly files: readonly trees.ChangedFile[];
      readonly size: trees.PatchSize;
      /** What could not be told, a sentence each. */
      readonly undecided: readonly string[];
    }
  | { readonly state: 'failed'; readonly problems: readonly string[] }
);

/**
 * Makes a change and validates it against what held before. What is out of scope is taken back with
 * all else, since nobody can tell which part of it was meant.
 */
export async function implement(
  worktree: Worktree,
  request: ImplementRequest,
): Promise<Implemented> {
  const before = await recordPreState(worktree, request);
  const undone = await request.change(worktree);
  let broken = await brokenBy(worktree, before, request);
  let problems = [...undone, ...broken.problems];
  let repairs = 0;
  while (problems.length > 0 && request.repair !== null && repairs < MOST_REPAIRS) {
    repairs += 1;
    await request.repair(worktree, problems);
    broken = await brokenBy(worktree, before, request);
    problems = [...broken.problems];
  }
  if (problems.length > 0) {
    await trees.restoreState(worktree, before.tree);
    return { state: 'failed', problems, repairs };
  }
  const tree = await trees.keepState(worktree);
  const files = await trees.changesBetween(worktree, before.tree, tree);
  const size = await trees.sizeBetween(worktree, before.tree, tree);
  return { state: 'done', before, tree, files, size, undecided: broken.undecided, repairs };
}

async function brokenBy(
  worktree: Worktree,
  before: PreState,
  request: ImplementRequest,
): Promise<Broken> {
  const changes = await trees.changesBetween(
    worktree,
    before.tree,
    await trees.keepState(worktree),
  );
  const problems = scopeProblems(changes, request);
  // What is out of bounds is not worth the time of its tests.
  return problems.length > 0 ? { problems, undecided: [] } : brokenSince(worktree, before, request);
}

/** Files that were changed and may not be, and files that had to be changed and were not. */
export function scopeProblems(
  changes: readonly Pick<trees.ChangedFile, 'path'>[],
  { scope, planned }: Pick<ImplementRequest, 'scope' | 'planned'>,
): readonly string[] {
  const changed = new Set(changes.map(({ path }) => path));
  const outside = [...changed].filter((path) => !scope.includes(path));
  const untouched = planned.filter((path) => !changed.has(path));
  return [
    ...outside.map((path) => `${path} was changed, and is none of the target files`),
    ...untouched.map((path) => `${path} is planned, and was not changed`),
  ];
}

/** Of a line of changes, that cannot be applied before the rest is not tried (TPW-03). */
const MOST_ERRORS = 3;

/**
 * Applies hypotheses one after the other. One that cannot be applied is told, and the rest go on; with the
 * third, something is wrong with all of them, and the line ends.
 */
export function applyAll(
  hypotheses: readonly Hypothesis[],
  codemods?: Parameters<typeof applyHypothesis>[2],
): MakeChange {
  return async (worktree) => {
    const problems: string[] = [];
    for (const [at, one] of hypotheses.entries()) {
      if (problems.length === MOST_ERRORS) {
        const left = hypotheses.slice(at).map(({ id }) => id);
        return [...problems, `not tried after that: ${left.join(', ')}`];
      }
      const applied = await applyHypothesis(worktree, one, codemods);
      if (applied.state !== 'applied')
        problems.push(`${one.id} is ${applied.state}: ${applied.reason}`);
    }
    return problems;
  };
}
