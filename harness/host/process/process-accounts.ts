import { readdirSync } from 'node:fs';
import { highWaterOf } from './high-water.ts';
import { readKernelFile } from './kernel-file.ts';
import { readProcessStatus } from './process-status.ts';

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

/** Reads the account of a living process. null where there is none: it has gone, or no Linux. */
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
