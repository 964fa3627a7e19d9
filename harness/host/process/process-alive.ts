import { thisPlatform } from '../platform/this-platform.ts';

/** A process that may have ended and left its number to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the kernel tells it, in its own ticks; null where it cannot be had. */
  readonly startedTicks: string | null;
}

/** Who a process is, so that it can be told from a later one of the same number. */
export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startedTicks: thisPlatform().processes.state(pid)?.startedTicks ?? null };
}

/** Whether that very process still runs, by its start time where known; one ended and not yet reaped does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = thisPlatform().processes.state(identity.pid);
  if (state?.hasEnded) return false;
  const startedTicks = state?.startedTicks ?? null;
  return identity.startedTicks === null || startedTicks === identity.startedTicks;
}
