import { type Host, measure } from 'perf-harness/plugin';
import { readCode } from '../../analysis/index.ts';
import type { ContextBlock } from '../context/optimization-context-block-schema.ts';
import type { OptimizationFunction } from '../document/optimization-cycle.ts';
import { findWidestFunction, flatSteps } from '../generators/functions-on-bottleneck-path.ts';
import type { Instrumentation } from './plan-execution-types.ts';
import { restoreState } from './save-and-restore-worktree.ts';
import type { Worktree } from './trial-worktrees.ts';

/**
 * Measures function times without and with all changes. A failure here is only a warning, since it
 * must not discard a gain.
 */
export async function measureFunctionTimes(
  worktree: Worktree,
  timeFunctions: Instrumentation,
  trees: { readonly before: string; readonly after: string },
  warn: (message: string) => void,
): Promise<readonly OptimizationFunction[]> {
  const timesIn = async (tree: string) => {
    await restoreState(worktree, tree);
    return timeFunctions(worktree.root).catch((error: unknown) => {
      worktree.signal.throwIfAborted();
      warn(`Cannot time functions: ${(error as Error).message}`);
      return null;
    });
  };
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

/** Times a map's step functions again, in files whose functions the profiler timed (X814-22). */
export function measureStepTimes(
  host: Host,
  { performance_map: { steps }, instrumented_files: files, ...block }: ContextBlock,
  signal: AbortSignal,
): Instrumentation {
  // Functions are named once, in the profiled code, which is measured first.
  let named: readonly { readonly file: string; readonly name: string }[] | null = null;
  return async (root) => {
    if (named === null) {
      const facts = await readCode(host, root, { signal });
      const found = flatSteps(steps)
        .flatMap(({ location }) => findWidestFunction(facts, location) ?? [])
        .filter(({ file }) => files.includes(file))
        .map(({ file, name }) => ({ file, name }));
      named = [...new Map(found.map((place) => [`${place.file}::${place.name}`, place])).values()];
    }
    return measure.timeFunctions(host, {
      root,
      target: block.problem_statement.target,
      scriptFolder: `.optimization/${block.slug}`,
      purpose: 'optimize',
      functions: named,
      signal,
    });
  };
}
