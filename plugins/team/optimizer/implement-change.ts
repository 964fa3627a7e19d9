import { z } from 'zod';
import { applyHypothesis, type Hypothesis, trees, type Worktree } from '../../optimize/index.ts';
import {
  type CheckBaseline,
  findNewProblems,
  type NewProblems,
  type ProjectChecks,
  recordCheckBaseline,
} from './find-new-compile-test-failures.ts';

/** Number of automatic repairs before a change is given up (TPO-05). */
export const MAX_REPAIRS = 2;

/** Changes files of a worktree, and returns a sentence for each thing it could not do. */
export type MakeChange = (worktree: Worktree) => Promise<readonly string[]>;

/** A change to make, with its bounds. */
export interface ImplementRequest extends ProjectChecks {
  /** Files that may be changed. */
  readonly scope: readonly string[];
  /** Files that the plan says will be changed; each of them must be. */
  readonly planned: readonly string[];
  readonly change: MakeChange;
  /** Repairs the given problems; null: no repair is available. */
  readonly repair: ((worktree: Worktree, problems: readonly string[]) => Promise<void>) | null;
}

/** Outcome of a change. After a failure, the worktree is as it was before. */
export type ImplementOutcome =
  | {
      readonly state: 'done';
      /** State before the change. */
      readonly before: CheckBaseline;
      /** Id of git's tree with the change. */
      readonly tree: string;
      readonly files: readonly trees.ChangedFile[];
      readonly size: trees.PatchSize;
      /** Checks without a result, a sentence each. */
      readonly undecided: readonly string[];
    }
  | { readonly state: 'failed'; readonly problems: readonly string[] };

/**
 * Makes a change and validates it against the state before. A change out of scope is reverted as a
 * whole, since its intended part is unknown.
 */
export async function implementChange(
  worktree: Worktree,
  request: ImplementRequest,
): Promise<ImplementOutcome> {
  const before = await recordCheckBaseline(worktree, request);
  const undone = await request.change(worktree);
  let broken = await brokenBy(worktree, before, request);
  let problems = [...undone, ...broken.problems];
  let repairs = 0;
  while (problems.length > 0 && request.repair !== null && repairs < MAX_REPAIRS) {
    repairs += 1;
    await request.repair(worktree, problems);
    broken = await brokenBy(worktree, before, request);
    problems = [...broken.problems];
  }
  if (problems.length > 0) {
    await trees.restoreState(worktree, before.tree);
    return { state: 'failed', problems };
  }
  const tree = await trees.keepState(worktree);
  const files = await trees.changesBetween(worktree, before.tree, tree);
  const size = await trees.sizeBetween(worktree, before.tree, tree);
  return { state: 'done', before, tree, files, size, undecided: broken.undecided };
}

async function brokenBy(
  worktree: Worktree,
  before: CheckBaseline,
  request: ImplementRequest,
): Promise<NewProblems> {
  const changes = await trees.changesBetween(
    worktree,
    before.tree,
    await trees.keepState(worktree),
  );
  const problems = findScopeProblems(changes, request);
  // A change out of bounds is not worth running its tests.
  return problems.length > 0
    ? { problems, undecided: [] }
    : findNewProblems(worktree, before, request);
}

/** Lists changed files outside the scope, and planned files that were not changed. */
export function findScopeProblems(
  changes: readonly Pick<trees.ChangedFile, 'path'>[],
  { scope, planned }: Pick<ImplementRequest, 'scope' | 'planned'>,
): readonly string[] {
  const changed = new Set(changes.map(({ path }) => path));
  const outside = [...changed].filter((path) => !scope.includes(path));
  const untouched = planned.filter((path) => !changed.has(path));
  return [
    ...outside.map((path) => `${path} was changed but is not a target file`),
    ...untouched.map((path) => `${path} is planned but was not changed`),
  ];
}

/** Failures in a series of changes after which the rest is not tried (TPW-03). */
const MOST_ERRORS = 3;

/**
 * Applies hypotheses in order. A hypothesis that cannot be applied is reported, and the rest
 * continue; the third failure indicates a general problem and ends the series.
 */
export function applyHypotheses(hypotheses: readonly Hypothesis[]): MakeChange {
  return async (worktree) => {
    const problems: string[] = [];
    for (const [at, hypothesis] of hypotheses.entries()) {
      if (problems.length === MOST_ERRORS) {
        const left = hypotheses.slice(at).map(({ id }) => id);
        return [
          ...problems,
          `hypotheses not tried because of the preceding failures: ${left.join(', ')}`,
        ];
      }
      const applied = await applyHypothesis(worktree, hypothesis);
      if (applied.state !== 'applied')
        problems.push(`${hypothesis.id} is ${applied.state}: ${applied.reason}`);
    }
    return problems;
  };
}

export const optimizerStateSchema = z
  .object({
    files: z
      .array(z.string())
      .readonly()
      .describe('Files changed so far, relative to the project root.'),
    optimizations: z.array(z.string()).readonly().describe('Ids of the completed optimizations.'),
    results: z
      .array(z.object({ task: z.string(), summary: z.string() }).strict().readonly())
      .readonly(),
    caveats: z.array(z.string()).readonly().describe('Caveats for later tasks.'),
  })
  .strict()
  .readonly();
/** State that an optimizer passes from one of its tasks to the next (TPO-06). */
type OptimizerState = z.infer<typeof optimizerStateSchema>;

export const EMPTY_OPTIMIZER_STATE: OptimizerState = {
  files: [],
  optimizations: [],
  results: [],
  caveats: [],
};

/** Contribution of one task to the state. */
interface TaskResult {
  readonly task: string;
  readonly summary: string;
  readonly files: readonly string[];
  readonly optimizations: readonly string[];
  readonly caveats: readonly string[];
}

/** Adds the result of a task; it replaces an earlier summary of the same task. */
export function addTaskResult(before: OptimizerState, taskResult: TaskResult): OptimizerState {
  const together = (old: readonly string[], fresh: readonly string[]): readonly string[] => [
    ...new Set([...old, ...fresh]),
  ];
  const { task, summary } = taskResult;
  return {
    files: together(before.files, taskResult.files),
    optimizations: together(before.optimizations, taskResult.optimizations),
    results: [...before.results.filter((old) => old.task !== task), { task, summary }],
    caveats: together(before.caveats, taskResult.caveats),
  };
}
