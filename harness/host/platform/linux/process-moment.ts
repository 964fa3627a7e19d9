import type { ProcessMoment } from '../process-reader.ts';
import { coresOf } from './cores.ts';
import { listKernelFolder, readKernelFile } from './kernel-file.ts';
import { readProcessStatus } from './process-state.ts';
import { socketsOf } from './sockets.ts';

const NS_PER_MS = 1e6;
const KIB = 1_024;

/** What a process has used and holds now; null: it has gone. */
export function readProcessMoment(pid: number): ProcessMoment | null {
  const told = readProcessStatus(pid);
  if (told === null) return null;
  const { timeMs, status } = told;
  return {
    pid,
    cpuMs: timeMs(14) + timeMs(15),
    waitedMs: threadsWaitedMs(pid),
    residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * KIB,
    files: listKernelFolder(`/proc/${pid}/fd`)?.length ?? null,
  };
}

/** How many of the open file descriptors are sockets; null where they may not be seen. */
export function countSockets(pid: number): number | null {
  return socketsOf(pid)?.length ?? null;
}

/**
 * CPU cores that the process may use: those that it may run on, or what its control groups allow it
 * of them; null: it has ended.
 */
export function allowedCores(pid: number): number | null {
  const cores = coresOf(pid);
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

/** The second number of a thread's schedstat: see sched-stats.rst of the kernel. */
function threadsWaitedMs(pid: number): number {
  const threads = listKernelFolder(`/proc/${pid}/task`) ?? [];
  const waitedNs = threads.map((thread) =>
    Number(readKernelFile(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[1] ?? 0),
  );
  return waitedNs.reduce((sum, one) => sum + one, 0) / NS_PER_MS;
}
