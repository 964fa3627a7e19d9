import type { ProcessAccount, ThreadTimes } from '../process-reader.ts';
import { highWaterOf } from './high-water.ts';
import { listKernelFolder, readKernelFile } from './kernel-file.ts';
import { readProcessStatus } from './process-status.ts';

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
export function readThreadTimes(pid: number): ThreadTimes | null {
  const account = readProcessAccount(pid);
  return account === null ? null : { mainMs: threadCpuMs(pid, `${pid}`), allMs: account.ownCpuMs };
}

function threadCpuMs(pid: number, thread: string): number {
  const ns = readKernelFile(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[0] ?? 0;
  return Number(ns) / NS_PER_MS;
}
