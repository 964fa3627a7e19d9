import { readKernelFile } from './process/kernel-file.ts';
import type { Processes } from './process/processes.ts';

/** Longest wait for a program that does nothing but one system call, milliseconds. */
const LIMIT_MS = 2_000;

/**
 * Numbers of the CPU cores that a process may run on, in order; null where the system does not tell
 * (other than Linux), or the process has ended.
 */
export function coresOf(pid: number): readonly number[] | null {
  const status = readKernelFile(`/proc/${pid}/status`);
  const listed = /^Cpus_allowed_list:\s+(\S+)/m.exec(status ?? '')?.[1];
  return listed === undefined ? null : parseCores(listed);
}

/** The kernel's list of cores, such as `0-2,5`. */
function parseCores(listed: string): readonly number[] {
  return listed.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Holds processes, with all threads that they have now, to some cores; threads and processes that
 * they start later inherit it. Done by `taskset` of util-linux, since Node.js cannot. Whether it
 * succeeded with all of them: false where the program is missing or the system refuses.
 */
export async function holdToCores(
  processes: Pick<Processes, 'exec'>,
  pids: readonly number[],
  cores: readonly number[],
): Promise<boolean> {
  const held = pids.map(async (pid) => {
    const args = ['-a', '-p', '-c', cores.join(','), String(pid)];
    const { exit } = await processes.exec({ file: 'taskset', args, timeoutMs: LIMIT_MS });
    return exit.type === 'code' && exit.code === 0;
  });
  return (await Promise.all(held)).every(Boolean);
}
