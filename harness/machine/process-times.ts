import type { Host } from '../host.ts';
import { listQuietly, readQuietly } from './read-quietly.ts';

/** One process at one moment. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** As the kernel shortens it, 15 characters. */
  readonly name: string;
  /** User and system time of all its threads, in ticks of 10 ms. */
  readonly ticks: number;
}

/** On a machine with thousands of processes the newest ones must do. */
const BUDGET_MS = 20;

/** All processes of the machine that can be seen. */
export function readProcessTimes({ files, clock }: Host): ReadonlyMap<number, ProcessTimes> {
  const deadline = clock.monotonicMs() + BUDGET_MS;
  const found = new Map<number, ProcessTimes>();
  const pids = listQuietly(files, '/proc').map(Number).filter(Number.isInteger);
  for (const pid of pids.sort((a, b) => b - a)) {
    const stat = readQuietly(files, `/proc/${pid}/stat`);
    const times = stat === null ? null : parseProcessTimes(stat);
    if (times !== null) found.set(pid, times);
    if (clock.monotonicMs() > deadline) break;
  }
  return found;
}

/** Reads /proc/[pid]/stat: "pid (name) state ppid …", utime and stime in fields 14 and 15. */
export function parseProcessTimes(stat: string): ProcessTimes | null {
  // The name may hold blanks and parentheses itself.
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = stat.slice(close + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) return null;
  return {
    pid: Number(stat.slice(0, open)),
    parent: Number(fields[1]),
    name: stat.slice(open + 1, close),
    ticks,
  };
}

/** Process ids of a process and everything below it. */
export function treeOf(
  root: number,
  processes: ReadonlyMap<number, ProcessTimes>,
): ReadonlySet<number> {
  const belongs = new Set([root]);
  let size = 0;
  // Parents may have higher numbers than their children: numbers are used again.
  while (belongs.size > size) {
    size = belongs.size;
    for (const { pid, parent } of processes.values()) if (belongs.has(parent)) belongs.add(pid);
  }
  return belongs;
}
