import { openSync, readSync } from 'node:fs';
import type { CurrentProcess, ProcessorWaitTime } from '../platform.ts';
import { listOpenSockets } from './list-process-sockets.ts';
import { readKernelFile } from './read-proc-and-sys-files.ts';
import { parsePeakMemory } from './read-process-status.ts';

/** Kernel tables of the sockets with an address. */
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'];
/** Enough for the three numbers of a schedstat. */
const MOST_BYTES = 80;
const NS_PER_MS = 1e6;

export const LINUX_CURRENT_PROCESS: CurrentProcess = {
  peakBytes: () => parsePeakMemory(readKernelFile('/proc/self/status') ?? ''),
  sockets: () => listOpenSockets(process.pid),
  countAddressed,
  openWaitClock,
};

function countAddressed(sockets: readonly string[]): number {
  const own = new Set(sockets);
  // A machine without IPv6 lacks its tables.
  const lines = TABLES.flatMap((table) =>
    (readKernelFile(`/proc/self/net/${table}`) ?? '').split('\n'),
  );
  return lines.filter((line) => own.has(line.trim().split(/\s+/)[9] ?? '')).length;
}

/** Numbers 2 and 3 of this thread's schedstat (sched-stats.rst); a reading takes some µs. */
function openWaitClock(): (() => ProcessorWaitTime) | null {
  const buffer = Buffer.alloc(MOST_BYTES);
  let file: number;
  try {
    file = openSync('/proc/thread-self/schedstat', 'r');
    readSync(file, buffer, 0, MOST_BYTES, 0);
  } catch {
    return null;
  }
  return () => {
    const length = readSync(file, buffer, 0, MOST_BYTES, 0);
    const [, waitedNs = '', stretches = ''] = buffer.toString('latin1', 0, length).split(' ');
    return { ms: Number(waitedNs) / NS_PER_MS, stretches: Number(stretches) };
  };
}
