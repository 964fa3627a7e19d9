import { readdirSync } from 'node:fs';
import { highWaterOf } from './high-water.ts';
import { readKernelFile } from './kernel-file.ts';

/** What the kernel has written down about a process. */
export interface ProcessAccount {
  readonly pid: number;
  /** User and system CPU time of its own threads so far, milliseconds. */
  readonly ownCpuMs: number;
  /** The same of its children that have ended and were waited for, with their children. */
  readonly endedChildrenCpuMs: number;
  /** Highest resident memory so far, bytes. */
  readonly peakBytes: number;
}

const NS_PER_MS = 1e6;
/**
 * Linux counts in clock ticks of 10 ms for user space, whatever the kernel's own tick is: USER_HZ is
 * 100 on every architecture that Node.js runs on.
 */
const TICK_MS = 10;

/** Reads the account of a living process. null where there is none: it has gone, or no Linux. */
export function readProcessAccount(pid: number): ProcessAccount | null {
  const stat = readKernelFile(`/proc/${pid}/stat`);
  const status = readKernelFile(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  // "pid (name) state ppid …": the name may hold blanks and parentheses. See proc_pid_stat(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (position: number): number => Number(fields[position - 3] ?? 0) * TICK_MS;
  return {
    pid,
    // Both are never more than the truth: ticks are rounded down.
    ownCpuMs: Math.max(ticks(14) + ticks(15), threadsCpuMs(pid)),
    endedChildrenCpuMs: ticks(16) + ticks(17),
    peakBytes: highWaterOf(status) ?? 0,
  };
}

/**
 * CPU time of the threads that live, to the nanosecond. It lacks threads that have ended, hence the
 * coarser figure beside it.
 */
function threadsCpuMs(pid: number): number {
  return listProc(`${pid}/task`).reduce((sum, thread) => sum + threadCpuMs(pid, thread), 0);
}

/** The same of its main thread alone; 0 where it has gone. */
export function mainThreadCpuMs(pid: number): number {
  return threadCpuMs(pid, `${pid}`);
}

function threadCpuMs(pid: number, thread: string): number {
  const ns = readKernelFile(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[0] ?? 0;
  return Number(ns) / NS_PER_MS;
}

function listProc(path: string): readonly string[] {
  try {
    return readdirSync(`/proc/${path}`);
  } catch {
    return [];
  }
}
