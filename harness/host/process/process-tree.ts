import { currentPlatform } from '../platform/current-platform.ts';
import type { ProcessTree, SignalName } from '../platform/platform.ts';

/** Returns process ids of the tree that are still running, except this process. */
export function livingProcesses(tree: ProcessTree): readonly number[] {
  return currentPlatform().trees.living(tree);
}

/** Signals all running processes of a tree. @param living - Recently found running, if known. */
export function signalTree(
  tree: ProcessTree,
  signal: SignalName,
  living?: readonly number[],
): void {
  currentPlatform().trees.signal(tree, signal, living);
}
