import { thisPlatform } from '../platform/this-platform.ts';
import type { ProcessTree, SignalName } from '../platform/trees.ts';

export type { ProcessTree, SignalName };

/**
 * Name of the environment variable that marks every process of a tree. Its value is a path of
 * tokens, outermost first, so that a tree inside a tree is found by either token. Unlike process
 * groups and parent links it survives `setsid`, double forks and the death of the parent.
 */
export const TREE_VARIABLE = 'PERF_HARNESS_TREE';

/** The environment's marker with this tree added to it. */
export function markTree(outer: string | undefined, token: string): string {
  return outer === undefined || outer === '' ? token : `${outer}:${token}`;
}

/** Process ids of the tree that are still there, this process left out. Those that have ended do not count. */
export function livingProcesses(tree: ProcessTree): readonly number[] {
  return thisPlatform().trees.living(tree);
}

/**
 * Sends a signal to every process of the tree; those that are gone already do not matter.
 * @param living - Those that were there a moment ago, where they are known.
 */
export function signalTree(
  tree: ProcessTree,
  signal: SignalName,
  living?: readonly number[],
): void {
  thisPlatform().trees.signal(tree, signal, living);
}
