import type { ProcessTree, SignalName } from '../platform/platform.ts';
import { thisPlatform } from '../platform/this-platform.ts';

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
