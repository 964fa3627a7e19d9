import type { OptimizationFunction } from '../document/optimization-cycle.ts';
import { applyPatch } from './apply/apply-patch-codemod-or-command-to-worktree.ts';
import type { Instrumentation } from './plan-execution-types.ts';
import { restoreState } from './save-and-restore-worktree.ts';
import type { Worktree } from './trial-worktrees.ts';

/**
 * Measures function times without and with all changes, by an instrumentation patch on top of each
 * state that is reverted separately, so that it is never committed and no change is lost with it.
 * A failure here is only a warning, since it must not discard a gain.
 */
export async function measureFunctionTimes(
  worktree: Worktree,
  instrumentation: Instrumentation,
  trees: { readonly before: string; readonly after: string },
  warn: (message: string) => void,
): Promise<readonly OptimizationFunction[]> {
  const timesIn = (tree: string): Promise<Times | null> =>
    timeFunctions(worktree, instrumentation, tree).catch((error: unknown) => {
      worktree.signal.throwIfAborted();
      warn(`Cannot time functions: ${(error as Error).message}`);
      return null;
    });
  const before = await timesIn(trees.before);
  const after = await timesIn(trees.after);
  if (before === null || after === null) return [];
  return Object.entries(before).flatMap(([name, ms]) => {
    const now = after[name];
    if (now === undefined) return [];
    const delta = ms === 0 ? 0 : ((now - ms) / ms) * 100;
    return [{ function: name, before_ms: ms, after_ms: now, delta_pct: delta }];
  });
}

type Times = Readonly<Record<string, number>>;

/** @throws Error where the patch does not apply, or the program fails. */
async function timeFunctions(
  worktree: Worktree,
  { patch, measure }: Instrumentation,
  tree: string,
): Promise<Times> {
  await restoreState(worktree, tree);
  if (patch === null) return measure(worktree.root);
  const trouble = await applyPatch(worktree, patch, []);
  if (trouble !== null) throw new Error(`${trouble}.`);
  try {
    return await measure(worktree.root);
  } finally {
    await applyPatch(worktree, patch, ['--reverse']);
  }
}
