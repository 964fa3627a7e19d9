import type { HoldCommand } from '../process-reader.ts';
import { readKernelFile } from './kernel-file.ts';

/** Numbers of the CPU cores that a process may run on, in order; null: it has ended. */
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

/** `taskset` of util-linux, since Node.js cannot; with all threads that the process has now. */
export function holdCommand(pid: number, cores: readonly number[]): HoldCommand {
  return { file: 'taskset', args: ['-a', '-p', '-c', cores.join(','), String(pid)] };
}
