import type { KernelFiles, ProcessTimes } from '../machine-reader.ts';

/** All processes of the machine that can be seen, those with the highest numbers first. */
export function readProcessTimes(
  kernel: KernelFiles,
  isTimeUp: () => boolean,
): ReadonlyMap<number, ProcessTimes> {
  const found = new Map<number, ProcessTimes>();
  const pids = kernel.list('/proc').map(Number).filter(Number.isInteger);
  for (const pid of pids.sort((a, b) => b - a)) {
    const stat = kernel.read(`/proc/${pid}/stat`);
    const times = stat === null ? null : parseProcessTimes(stat);
    if (times !== null) found.set(pid, times);
    if (isTimeUp()) break;
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
