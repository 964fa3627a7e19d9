import type { Host, TreeLimits } from 'perf-harness';

/** More than any suite of tests needs, and few enough to be ended in an instant. */
const MOST_PROCESSES = 1_000;

/** Half of the machine's memory, so that a candidate that eats memory leaves the machine alive. */
export function usualLimits({ system }: Host): TreeLimits {
  return { memoryBytes: system.machine().memoryBytes / 2, processes: MOST_PROCESSES };
}
