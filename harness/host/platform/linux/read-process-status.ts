import type { KernelFiles, ProcessTimes } from '../platform.ts';
import type { ProcessState } from '../process-reader.ts';
import { readKernelFile } from './read-proc-and-sys-files.ts';

/** USER_HZ is 100 on every architecture Node.js supports, whatever the kernel's own tick. */
const TICK_MS = 10;

/** State of a process according to `/proc`. */
export interface ProcessStatus {
  /** A time by its position in `stat`, see proc_pid_stat(5); milliseconds, in steps of 10. */
  readonly timeMs: (position: number) => number;
  /** Text of `status`. */
  readonly status: string;
}

/** null if there is no such process. */
export function readProcessStatus(pid: number): ProcessStatus | null {
  const stat = readStat(pid);
  const status = readKernelFile(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  return { timeMs: (position) => Number(stat.fields[position - 3] ?? 0) * TICK_MS, status };
}

/** Content of /proc/<pid>/stat, see proc_pid_stat(5). */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  /** Fields after the name, the state first. */
  readonly fields: readonly string[];
}

/** null: no process has this number. */
export function readStat(pid: number): ProcessStat | null {
  return parseStat(readKernelFile(`/proc/${pid}/stat`) ?? '');
}

/** Parses "pid (name) state ppid …", where the name may contain spaces and parentheses. */
function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const [pid, name] = [Number(text.slice(0, open)), text.slice(open + 1, close)];
  return { pid, name, fields: text.slice(close + 2).split(' ') };
}

/** Reads all visible processes of the machine, highest numbers first. */
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

/** Reads /proc/[pid]/stat, where utime and stime are fields 14 and 15. */
export function parseProcessTimes(text: string): ProcessTimes | null {
  const stat = parseStat(text);
  if (stat === null) return null;
  const { pid, name, fields } = stat;
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? { pid, parent: Number(fields[1]), name, ticks } : null;
}

const KIB = 1_024;

/**
 * Reads the peak resident memory from /proc/<pid>/status, bytes; null: not reported. getrusage(2)
 * would begin with the parent's peak.
 */
export function parsePeakMemory(status: string): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * KIB;
}

/** Positions behind the process's name in /proc/<pid>/stat (proc(5), fields 20 and 22). */
const THREADS_FIELD = 17;
const START_FIELD = 19;

/** Identifies a process and checks if it has ended; null: no process has this number. */
export function readProcessState(pid: number): ProcessState | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  return { startedTicks: readStartTicks(stat.fields), hasEnded: hasExited(stat.fields) };
}

/** When the process began, in the kernel's own ticks. */
export function readStartTicks(fields: readonly string[]): string | null {
  return fields[START_FIELD] ?? null;
}

/**
 * True if a process has ended, though its parent has not yet waited for it. The kernel calls it a
 * zombie from the moment that its first thread has ended; the files and sockets of a server stay
 * open until the last thread has.
 * @param fields - Of /proc/<pid>/stat after the name, the state first.
 */
export function hasExited(fields: readonly string[]): boolean {
  const [state] = fields;
  if (state === 'X') return true;
  return state === 'Z' && Number(fields[THREADS_FIELD] ?? 1) <= 1;
}
