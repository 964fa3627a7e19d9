import { thisPlatform } from './platform/this-platform.ts';
import type { Processes } from './process/processes.ts';

/** Longest wait for a program that does nothing but one system call, milliseconds. */
const LIMIT_MS = 2_000;

/**
 * Numbers of the CPU cores that a process may run on, in order; null where the platform does not tell,
 * or the process has ended.
 */
export function coresOf(pid: number): readonly number[] | null {
  return thisPlatform().processes.cores(pid);
}

/**
 * Holds processes, with all threads that they have now, to some cores; threads and processes that
 * they start later inherit it. Whether it succeeded with all of them: false where the platform has no
 * means, its program is missing, or the system refuses.
 */
export async function holdToCores(
  processes: Pick<Processes, 'exec'>,
  pids: readonly number[],
  cores: readonly number[],
): Promise<boolean> {
  const held = pids.map(async (pid) => {
    const command = thisPlatform().processes.holdCommand(pid, cores);
    if (command === null) return false;
    const { exit } = await processes.exec({ ...command, timeoutMs: LIMIT_MS });
    return exit.type === 'code' && exit.code === 0;
  });
  return (await Promise.all(held)).every(Boolean);
}
