import { z } from 'zod';
import { applyHypothesis, type Hypothesis, trees, type Worktree } from '../../optimize/index.ts';
import {
  type CheckBaseline,
  findNewProblems,
  type ProjectChecks,
  recordCheckBaseline,
} from './find-new-compile-test-failures.ts';

/** Changes files of a worktree, and returns a sentence for each thing it could not do. */
export type MakeChange = (worktree: Worktree) => Promise<readonly string[]>;

export interface ImplementRequest extends ProjectChecks {
  readonly scope: readonly string[];
  /** Files that the plan says will be changed; each of them must be. */
  readonly planned: readonly string[];
  readonly change: MakeChange;
}

/** Outcome of a change. After a failure, the worktree is as it was before. */
export type ImplementOutcome =
  /** `before`: state before the change. `tree`: id of git's tree with the change. */
  | { readonly state: 'done'; readonly before: CheckBaseline; readonly tree: string }
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
  const tree = await trees.keepState(worktree);
  const changes = await trees.changesBetween(worktree, before.tree, tree);
  const outOfBounds = findScopeProblems(changes, request);
  // A change out of bounds is not worth running its tests.
  const broken =
    outOfBounds.length > 0 ? outOfBounds : await findNewProblems(worktree, before, request);
  const problems = [...undone, ...broken];
  if (problems.length === 0) return { state: 'done', before, tree };
  await trees.restoreState(worktree, before.tree);
  return { state: 'failed', problems };
}

function findScopeProblems(
  changes: readonly trees.ChangedFile[],
  { scope, planned }: ImplementRequest,
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

const texts = z.array(z.string());
const optimizerStateSchema = z.strictObject({
  /** Files changed so far, relative to the project root. */
  files: texts,
  /** Ids of the completed optimizations. */
  optimizations: texts,
  results: z.array(z.strictObject({ task: z.string(), summary: z.string() })),
  /** Caveats for later tasks. */
  caveats: texts,
});

export interface TaskResult {
  readonly task: string;
  readonly summary: string;
  readonly files: readonly string[];
  readonly optimizations: readonly string[];
  readonly caveats: readonly string[];
}

/**
 * State that an optimizer passes from one of its tasks to the next (TPO-06). The result of a task
 * replaces an earlier one of the same task. @param stored - Anything else than a state counts as none.
 */
export function addTaskResult(stored: unknown, { task, summary, ...added }: TaskResult) {
  const before = optimizerStateSchema.safeParse(stored).data;
  const union = (key: keyof typeof added): string[] => [
    ...new Set([...(before?.[key] ?? []), ...added[key]]),
  ];
  const others = (before?.results ?? []).filter((result) => result.task !== task);
  return {
    files: union('files'),
    optimizations: union('optimizations'),
    results: [...others, { task, summary }],
    caveats: union('caveats'),
  };
}
