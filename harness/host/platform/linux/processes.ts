import { readlinkSync } from 'node:fs';
import type {
  ProcessAccount,
  ProcessOrigin,
  ProcessReader,
  ThreadTimes,
} from '../process-reader.ts';
import { coresOf, coresOfThreads, holdCommand } from './cores.ts';
import { listKernelFolder, readKernelFile } from './kernel-file.ts';
import { readInspectable } from './node-process.ts';
import { allowedCores, countSockets, readProcessMoment } from './process-moment.ts';
import {
  highWaterOf,
  readProcessState,
  readProcessStatus,
  readStatFields,
} from './process-state.ts';

/** Position behind the process's name in /proc/<pid>/stat (proc(5), field 4). */
const PARENT_FIELD = 1;

/** Who started a process, and with what; null: it has gone. */
function readProcessOrigin(pid: number): ProcessOrigin | null {
  const parent = readStatFields(pid)?.[PARENT_FIELD];
  const line = readKernelFile(`/proc/${pid}/cmdline`);
  if (parent === undefined || line === null) return null;
  return { parent: Number(parent), args: line.split('\0').filter((arg) => arg !== '') };
}

const NS_PER_MS = 1e6;

/** Reads the account of a living process. null: it has gone. */
export function readProcessAccount(pid: number): ProcessAccount | null {
  const told = readProcessStatus(pid);
  if (told === null) return null;
  const { timeMs, status } = told;
  return {
    pid,
    // Both are never more than the truth: ticks are rounded down.
    ownCpuMs: Math.max(timeMs(14) + timeMs(15), threadsCpuMs(pid)),
    endedChildrenCpuMs: timeMs(16) + timeMs(17),
    peakBytes: highWaterOf(status) ?? 0,
  };
}

/**
 * CPU time of the threads that live, to the nanosecond. It lacks threads that have ended, hence the
 * coarser figure beside it.
 */
function threadsCpuMs(pid: number): number {
  const threads = listKernelFolder(`/proc/${pid}/task`) ?? [];
  return threads.reduce((sum, thread) => sum + threadCpuMs(pid, thread), 0);
}

/** CPU time of its main thread beside that of all its threads; null: it has gone. */
function readThreadTimes(pid: number): ThreadTimes | null {
  const account = readProcessAccount(pid);
  return account === null ? null : { mainMs: threadCpuMs(pid, `${pid}`), allMs: account.ownCpuMs };
}

function threadCpuMs(pid: number, thread: string): number {
  const ns = readKernelFile(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[0] ?? 0;
  return Number(ns) / NS_PER_MS;
}

const KIB = 1_024;

/** Resident memory of a process's own, bytes, see proc_pid_status(5); null: it has gone. */
function ownMemoryBytes(pid: number): number | null {
  const status = readKernelFile(`/proc/${pid}/status`);
  if (status === null) return null;
  const kib = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  // Kernels before 4.5 tell the sum only.
  const own = kib('RssAnon') ?? kib('VmRSS') ?? 0;
  return (own + (kib('RssShmem') ?? 0)) * KIB;
}

export const LINUX_PROCESSES: ProcessReader = {
  state: readProcessState,
  accounts: (pids) => pids.flatMap((pid) => readProcessAccount(pid) ?? []),
  threadTimes: readThreadTimes,
  moment: readProcessMoment,
  countSockets,
  allowedCores,
  cores: coresOf,
  coresOfThreads,
  holdCommand,
  origin: readProcessOrigin,
  nameOf: (pid) => readKernelFile(`/proc/${pid}/comm`)?.trim() ?? null,
  ownMemoryBytes,
  inspectable: readInspectable,
  namespace: readNamespace,
};

/** Such as `pid:[4026531836]`; empty where the kernel has none. See pid_namespaces(7). */
function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
