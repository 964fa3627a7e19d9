import type { HeldThreads } from './platform/process-reader.ts';
import { thisPlatform } from './platform/this-platform.ts';
import type { Processes } from './process/processes.ts';

/** Longest wait for a program that does nothing but one system call, milliseconds. */
const LIMIT_MS = 2_000;

/** Returns the cores that a process may run on, in order; null: unknown, or it has ended. */
export function coresOf(pid: number): readonly number[] | null {
  return thisPlatform().processes.cores(pid);
}

/** Returns the CPU cores that each thread but the main thread may run on; empty where unknown. */
export function coresOfThreads(pid: number): readonly (readonly number[])[] {
  return thisPlatform().processes.coresOfThreads(pid);
}

/**
 * Pins processes to some cores, with all current threads or the main threads alone; threads and
 * processes that they start later inherit it. Returns true if it succeeded for all of them: false
 * where the platform has no means, its program is missing, or the system refuses.
 */
export async function holdToCores(
  processes: Pick<Processes, 'exec'>,
  pids: readonly number[],
  cores: readonly number[],
  threads: HeldThreads = 'all',
): Promise<boolean> {
  const held = pids.map(async (pid) => {
    const command = thisPlatform().processes.holdCommand(pid, cores, threads);
    if (command === null) return false;
    const { exit } = await processes.exec({ ...command, timeoutMs: LIMIT_MS });
    return exit.type === 'code' && exit.code === 0;
  });
  return (await Promise.all(held)).every(Boolean);
}
