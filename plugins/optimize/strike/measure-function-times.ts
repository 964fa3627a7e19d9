import { type Host, measure } from 'perf-harness/plugin';
import { readCode } from '../../analysis/index.ts';
import type { ContextBlock } from '../context/optimization-context-block-schema.ts';
import type { OptimizationFunction } from '../document/optimization-cycle.ts';
import { flatSteps } from '../generators/functions-on-bottleneck-path.ts';
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

/** Times a map's step functions again, in files whose functions the profiler timed (X814-22). */
export function measureStepTimes(
  host: Host,
  { performance_map: map, instrumented_files: files, ...block }: ContextBlock,
  signal: AbortSignal,
): Instrumentation {
  const { target } = block.problem_statement;
  // Functions are named once, in the profiled code, which is measured first.
  let named: readonly { readonly file: string; readonly name: string }[] | null = null;
  return {
    patch: null,
    measure: async (root) => {
      named ??= await functionsOf(host, root, map.steps, files, signal);
      return measure.timeFunctions(host, {
        root,
        target,
        scriptFolder: `.optimization/${block.slug}`,
        purpose: 'optimize',
        functions: named,
        signal,
      });
    },
  };
}

/** The outermost function around each step of these files. */
async function functionsOf(
  host: Host,
  root: string,
  steps: readonly measure.Step[],
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly { readonly file: string; readonly name: string }[]> {
  const { functions } = await readCode(host, root, { signal });
  const places = flatSteps(steps).flatMap(({ location }) => {
    const [, file = '', line = ''] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location ?? '') ?? [];
    return files.includes(file) ? [{ file, line: Number(line) }] : [];
  });
  const found = places.flatMap(({ file, line }) => {
    const around = functions.filter(
      (codeFunction) =>
        codeFunction.file === file &&
        codeFunction.name !== '(module)' &&
        codeFunction.line <= line &&
        line <= codeFunction.endLine,
    );
    const widest = around.toSorted((a, b) => b.endLine - b.line - (a.endLine - a.line))[0];
    return widest === undefined ? [] : [{ file, name: widest.name }];
  });
  return [...new Map(found.map((place) => [`${place.file}::${place.name}`, place])).values()];
}
