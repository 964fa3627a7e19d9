import { currentPlatform } from '../platform/current-platform.ts';
import type { ProcessTree, SignalName } from '../platform/platform.ts';

/** Process ids of the tree that are still there, this process left out. Those that have ended do not count. */
export function livingProcesses(tree: ProcessTree): readonly number[] {
  return currentPlatform().trees.living(tree);
}

/** Signals every process of the tree that still lives. @param living - Those there a moment ago, where known. */
export function signalTree(
  tree: ProcessTree,
  signal: SignalName,
  living?: readonly number[],
): void {
  currentPlatform().trees.signal(tree, signal, living);
}
