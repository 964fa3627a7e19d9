import type { HeldThreads, HoldCommand } from '../process-reader.ts';
import { listKernelFolder, readKernelFile } from './kernel-file.ts';

/** Numbers of the CPU cores that a process may run on, in order; null: it has ended. */
export function coresOf(pid: number): readonly number[] | null {
  return coresIn(`/proc/${pid}/status`);
}

/** The same of each of its threads but the main one. */
export function coresOfThreads(pid: number): readonly (readonly number[])[] {
  return (listKernelFolder(`/proc/${pid}/task`) ?? [])
    .filter((thread) => thread !== String(pid))
    .flatMap((thread) => {
      const cores = coresIn(`/proc/${pid}/task/${thread}/status`);
      return cores === null ? [] : [cores];
    });
}

function coresIn(path: string): readonly number[] | null {
  const listed = /^Cpus_allowed_list:\s+(\S+)/m.exec(readKernelFile(path) ?? '')?.[1];
  return listed === undefined ? null : parseCores(listed);
}

/** The kernel's list of cores, such as `0-2,5`. */
function parseCores(listed: string): readonly number[] {
  return listed.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** `taskset` of util-linux, since Node.js cannot. */
export function holdCommand(
  pid: number,
  cores: readonly number[],
  threads: HeldThreads,
): HoldCommand {
  const all = threads === 'all' ? ['-a'] : [];
  return { file: 'taskset', args: [...all, '-p', '-c', cores.join(','), String(pid)] };
}
