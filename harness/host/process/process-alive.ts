import { readFileSync } from 'node:fs';
import { hasEnded } from './process-state.ts';

/** A process that may have ended and left its number to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the kernel tells it, in its own ticks; null where it cannot be had. */
  readonly startedTicks: string | null;
}

/** Position of the start time behind the process's name in /proc/<pid>/stat (proc(5), field 22). */
export const START_FIELD = 19;

/** Who a process is, so that it can be told from a later one of the same number. */
export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startedTicks: readFields(pid)?.[START_FIELD] ?? null };
}

/** What the kernel tells of a process, behind its name; null where it cannot be had. */
function readFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/**
 * Whether that very process still runs; where start times cannot be had, whether the number does. One
 * that has ended, and whose end nobody has asked about yet, does not.
 */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const fields = readFields(identity.pid);
  if (fields !== null && hasEnded(fields)) return false;
  const startedTicks = fields?.[START_FIELD] ?? null;
  return identity.startedTicks === null || startedTicks === identity.startedTicks;
}
