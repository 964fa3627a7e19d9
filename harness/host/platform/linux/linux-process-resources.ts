import type { PinCommand, PinnedThreads, ProcessSnapshot } from '../process-reader.ts';
import { listOpenSockets } from './list-process-sockets.ts';
import { listKernelFolder, readKernelFile } from './read-proc-and-sys-files.ts';
import { readProcessStatus } from './read-process-status.ts';

const NS_PER_MS = 1e6;
const KIB = 1_024;

/** Reads the current resource usage of a process; null: it has gone. */
export function readProcessSnapshot(pid: number): ProcessSnapshot | null {
  const told = readProcessStatus(pid);
  if (told === null) return null;
  const { timeMs, status } = told;
  return {
    pid,
    cpuMs: timeMs(14) + timeMs(15),
    waitedMs: sumSchedstatMs(pid, 1),
    residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * KIB,
    files: listKernelFolder(`/proc/${pid}/fd`)?.length ?? null,
  };
}

/** Counts the sockets among the open file descriptors; null where they may not be seen. */
export function countSockets(pid: number): number | null {
  return listOpenSockets(pid)?.length ?? null;
}

/** Counts cores that the process may use, by affinity and control groups; null if it has ended. */
export function countAllowedCores(pid: number): number | null {
  const cores = readProcessCores(pid);
  return cores === null ? null : Math.min(cores.length, quotaOf(pid));
}

/** The least that a control group above the process allows, in cores; see cgroup-v2.rst. */
function quotaOf(pid: number): number {
  const path = /^0::(\/.*)$/m.exec(readKernelFile(`/proc/${pid}/cgroup`) ?? '')?.[1] ?? '/';
  const parts = path.split('/').filter((part) => part !== '');
  const quotas = parts.map((_part, index) => {
    const group = parts.slice(0, index + 1).join('/');
    const [quota, period] = (readKernelFile(`/sys/fs/cgroup/${group}/cpu.max`) ?? 'max')
      .trim()
      .split(' ');
    return quota === 'max' ? Number.POSITIVE_INFINITY : Number(quota) / Number(period);
  });
  return Math.min(...quotas, Number.POSITIVE_INFINITY);
}

/**
 * Sums a time of the living threads' schedstat (sched-stats.rst of the kernel), to the nanosecond:
 * 0 is the time on a processor, 1 the time that they waited for one.
 */
export function sumSchedstatMs(
  pid: number,
  position: 0 | 1,
  threads: readonly string[] = listKernelFolder(`/proc/${pid}/task`) ?? [],
): number {
  const times = threads.map((thread) =>
    Number(readKernelFile(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[position] ?? 0),
  );
  return times.reduce((sum, threadNs) => sum + threadNs, 0) / NS_PER_MS;
}

/** Reads the numbers of the CPU cores that a process may run on, in order; null if it has ended. */
export function readProcessCores(pid: number): readonly number[] | null {
  return coresIn(`/proc/${pid}/status`);
}

/** Returns the cores of each of its threads but the main thread. */
export function readThreadCores(pid: number): readonly (readonly number[])[] {
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
export function createPinCommand(
  pid: number,
  cores: readonly number[],
  threads: PinnedThreads,
): PinCommand {
  const all = threads === 'all' ? ['-a'] : [];
  return { file: 'taskset', args: [...all, '-p', '-c', cores.join(','), String(pid)] };
}
