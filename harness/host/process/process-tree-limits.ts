import { currentPlatform } from '../platform/current-platform.ts';

/** Resource limits of a whole tree, which is ended beyond them if the platform reports usage. */
export interface TreeLimits {
  /** Resident memory of the processes' own: code and files that are only mapped do not count. */
  readonly memoryBytes?: number;
  /** Most concurrent processes. */
  readonly processes?: number;
}

const MB = 1e6;
/**
 * Poll interval, milliseconds: short enough for memory growing by gigabytes a second, without
 * noticeable load on the measurement.
 */
const LOOK_MS = 250;

/** Polls a tree's limits. @param onExceeded - Called once with the reason. @returns Stops it. */
export function watchProcessTreeLimits(
  members: () => readonly number[],
  limits: TreeLimits,
  onExceeded: (because: string) => void,
): () => void {
  const isUnlimited = limits.memoryBytes === undefined && limits.processes === undefined;
  if (isUnlimited || !currentPlatform().trees.isComplete) return () => undefined;
  const timer = setInterval(() => {
    const because = excess(members(), limits);
    if (because === null) return;
    clearInterval(timer);
    onExceeded(because);
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function excess(pids: readonly number[], { memoryBytes, processes }: TreeLimits): string | null {
  if (processes !== undefined && pids.length > processes) {
    return `the program had ${pids.length} processes at once, more than its limit of ${processes}`;
  }
  if (memoryBytes === undefined) return null;
  const { ownMemoryBytes } = currentPlatform().processes;
  const taken = pids.reduce((sum, pid) => sum + (ownMemoryBytes(pid) ?? 0), 0);
  if (taken <= memoryBytes) return null;
  return `the program used ${megabytes(taken)} of memory, more than its limit of ${megabytes(memoryBytes)}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MB).toLocaleString('en')} MB`;
}
