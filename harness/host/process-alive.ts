import { readFileSync } from 'node:fs';

/** A process that may have ended and left its number to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the kernel tells it, in its own ticks; null where it cannot be had. */
  readonly startedTicks: string | null;
}

/** Position of the start time behind the process's name in /proc/<pid>/stat (proc(5), field 22). */
const START_FIELD = 19;

/** Who a process is, so that it can be told from a later one of the same number. */
export function identifyProcess(pid: number): ProcessIdentity {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, startedTicks: fields[START_FIELD] ?? null };
  } catch {
    return { pid, startedTicks: null };
  }
}

/** Whether that very process still runs; where start times cannot be had, whether the number does. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const { startedTicks } = identifyProcess(identity.pid);
  return identity.startedTicks === null || startedTicks === identity.startedTicks;
}
