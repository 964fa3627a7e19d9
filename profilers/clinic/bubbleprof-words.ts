import type { Finding } from '../../harness/model/finding.ts';

/** Asynchronous operations that bubbleprof counts as one group. */
export interface AsyncGroup {
  /** As bubbleprof names it: `http.server`, `my-module > readFile`. */
  readonly name: string;
  readonly operations: number;
  /** From the start of each to its first callback, together; they overlap. Milliseconds. */
  readonly waitedMs: number;
}

/** Groups that are named. */
const SHOWN = 3;

/** The groups that wait most, in a sentence. */
export function bubbleprofFinding(groups: readonly AsyncGroup[]): Finding {
  const waiting = groups
    .filter(({ waitedMs }) => waitedMs > 0)
    .toSorted((one, other) => other.waitedMs - one.waitedMs);
  if (waiting.length === 0) {
    return {
      id: 'clinic-bubbleprof',
      level: 'info',
      message: "By clinic's bubbleprof, no asynchronous operation had a callback.",
    };
  }
  const operations = groups.reduce((sum, group) => sum + group.operations, 0);
  return {
    id: 'clinic-bubbleprof',
    level: 'info',
    message: `By clinic's bubbleprof, of ${groups.length} groups of asynchronous operations most is waited for in ${waiting.slice(0, SHOWN).map(nameOf).join(', ')}, of ${operations} operations in all.`,
    remedy:
      'Look at where the largest group is started, and whether its operations could run beside each other.',
  };
}

function nameOf({ name, operations, waitedMs }: AsyncGroup): string {
  return `${name} (${(waitedMs / operations).toFixed(1)} ms each)`;
}
