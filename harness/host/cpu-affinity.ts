import { currentPlatform } from './platform/current-platform.ts';
import type { PinnedThreads } from './platform/process-reader.ts';
import type { Processes } from './process/process-runner.ts';

/** Longest wait for a program that makes only one system call, milliseconds. */
const LIMIT_MS = 2_000;

/** Returns the cores that a process may run on, in order; null: unknown, or it has ended. */
export function readAllowedCores(pid: number): readonly number[] | null {
  return currentPlatform().processes.cores(pid);
}

/** Returns the CPU cores that each thread but the main thread may run on; empty where unknown. */
export function readThreadCores(pid: number): readonly (readonly number[])[] {
  return currentPlatform().processes.coresOfThreads(pid);
}

/**
 * Pins processes to some cores, with all current threads or the main threads alone; threads and
 * processes that they start later inherit it. Returns true if it succeeded for all of them: false
 * where the platform has no means, its program is missing, or the system refuses.
 */
export async function pinToCores(
  processes: Pick<Processes, 'exec'>,
  pids: readonly number[],
  cores: readonly number[],
  threads: PinnedThreads = 'all',
): Promise<boolean> {
  const held = pids.map(async (pid) => {
    const command = currentPlatform().processes.holdCommand(pid, cores, threads);
    if (command === null) return false;
    const { exit } = await processes.exec({ ...command, timeoutMs: LIMIT_MS });
    return exit.type === 'code' && exit.code === 0;
  });
  return (await Promise.all(held)).every(Boolean);
}
