import type { ProcessTimes } from '../host/platform/machine-reader.ts';

/** Process ids of a process and everything below it. */
export function treeOf(
  root: number,
  processes: ReadonlyMap<number, ProcessTimes>,
): ReadonlySet<number> {
  const belongs = new Set([root]);
  let size = 0;
  // Parents may have higher numbers than their children: numbers are used again.
  while (belongs.size > size) {
    size = belongs.size;
    for (const { pid, parent } of processes.values()) if (belongs.has(parent)) belongs.add(pid);
  }
  return belongs;
}
