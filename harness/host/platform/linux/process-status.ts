import { readKernelFile } from './kernel-file.ts';

/**
 * Linux counts in clock ticks of 10 ms for user space, whatever the kernel's own tick is: USER_HZ is
 * 100 on every architecture that Node.js runs on.
 */
const TICK_MS = 10;

/** What `/proc` says of a process. */
export interface ProcessStatus {
  /** A time by its position in `stat`, see proc_pid_stat(5); milliseconds, in steps of 10. */
  readonly timeMs: (position: number) => number;
  /** Text of `status`. */
  readonly status: string;
}

/** null: there is no such process. */
export function readProcessStatus(pid: number): ProcessStatus | null {
  const stat = readKernelFile(`/proc/${pid}/stat`);
  const status = readKernelFile(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  // "pid (name) state ppid …": the name may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { timeMs: (position) => Number(fields[position - 3] ?? 0) * TICK_MS, status };
}
